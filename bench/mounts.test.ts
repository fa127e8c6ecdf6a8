import { expect, test } from 'vitest'
import { mountsBelow } from './mounts.ts'

const line = (target: string) => `36 35 98:0 /root ${target} rw,noatime master:1 - ext4 /dev/root rw`

test('only mounts at a directory and below it are found, the newest first', () => {
  const targets = [
    '/',
    '/var/tmp/bench-a',
    '/var/tmp/bench-ab',
    '/var/tmp/bench-a/x',
    '/mnt/var/tmp/bench-a/x',
  ]
  const mountinfo = `${targets.map(line).join('\n')}\n`
  expect(mountsBelow('/var/tmp/bench-a', mountinfo)).toEqual(['/var/tmp/bench-a/x', '/var/tmp/bench-a'])
})

test('a blank in the name of a mount is found again', () => {
  expect(mountsBelow('/tmp/a', line('/tmp/a/b\\040c'))).toEqual(['/tmp/a/b c'])
})
