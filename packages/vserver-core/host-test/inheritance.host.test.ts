import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { runShell } from './run-in-guest.ts'
import { openScratch } from './scratch.ts'

const ONLINE = readFileSync('/sys/devices/system/cpu/online', 'utf8').trim()

/** A broker that was started in every odd way at once. */
const ODD = [
  ...['/usr/bin/env', 'SECRET=of-the-broker', '/usr/bin/choom', '-n', '300', '--'],
  ...['/usr/bin/taskset', '1', '/usr/bin/ionice', '-c', '3', '/usr/bin/nice', '-n', '3'],
  ...['/usr/bin/chrt', '--batch', '0', '/bin/bash', '-c', 'exec 9</etc/hostname; exec "$0" "$@"'],
]

/** Of process $1 as its guest sees it: nice, policy, CPUs, OOM score, descriptors but those that our init opens. */
const PORTRAIT = `
  set -- $1 $(sed 's/.*) //' /proc/$1/stat)
  echo "nice \${18}"
  echo "policy \${40}"
  grep Cpus_allowed_list /proc/$1/status
  echo "oom $(cat /proc/$1/oom_score_adj)"
  echo descriptors
  for fd in /proc/$1/fd/*; do
    case $(readlink $fd) in
      'anon_inode:[signalfd]' | /run/initctl) ;;
      *) echo \${fd##*/} ;;
    esac
  done
`

test('nothing of how the broker was started reaches a guest or a console', async () => {
  const scratch = await openScratch({ wrapper: ODD })
  onTestFinished(() => scratch.close())
  await scratch.createTiny('fresh')
  const look = async (pid: string) =>
    (await runShell(scratch.host, 'fresh', `set -- ${pid}\n${PORTRAIT}`)).output
  for (const pid of ['1', '$$']) {
    const portrait = await look(pid)
    expect(portrait, pid).toMatch(/^nice 0$/m)
    expect(portrait, pid).toMatch(/^policy 0$/m)
    expect(portrait, pid).toContain(`Cpus_allowed_list:\t${ONLINE}\n`)
    expect(portrait, pid).toMatch(/^oom 0$/m)
    expect(portrait, pid).toMatch(/^descriptors\s+0\s+1\s+2\s*$/m)
  }
  const { output } = await runShell(
    scratch.host,
    'fresh',
    'cat /proc/1/environ /proc/self/environ | sed "s/\\x00/\\n/g"',
  )
  expect(output).toContain('container=vserver')
  expect(output).not.toContain('SECRET')
})
