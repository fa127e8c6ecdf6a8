import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { GuestName } from '../guest/model.ts'
import { HitReader } from './hit-reader.ts'

const web1 = GuestName.parse('web1')
const MEMORY = 'low 0\nhigh 4\nmax 7\noom 2\noom_kill 9\noom_group_kill 0\n'

/** Files as the kernel has them, by path below the mount. */
function reading(mode: 'v2' | 'hybrid', files: Record<string, string>) {
  const mount = mkdtempSync('/tmp/vserver-hits-')
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(mount, file)), { recursive: true })
    writeFileSync(path.join(mount, file), text)
  }
  const reader = new HitReader({ mode, mount, parent: 'vserver' })
  onTestFinished(() => {
    reader.close()
    rmSync(mount, { recursive: true })
  })
  return reader
}

const GROUP = 'vserver/web1'
const V2 = {
  [`${GROUP}/memory.events`]: MEMORY.replaceAll(/\d+/g, '99'),
  [`${GROUP}/memory.events.local`]: MEMORY,
  [`${GROUP}/cpu.stat`]: 'usage_usec 5\nnr_periods 9\nnr_throttled 3\nthrottled_usec 8\n',
  [`${GROUP}/cgroup.stat`]: 'nr_descendants 2\n',
  [`${GROUP}/pids.events`]: 'max 6\n',
  [`${GROUP}/guest/user/pids.events`]: 'max 2\n',
}

test('on v2 the limits of the guest count, not those that it sets to groups of its own', () => {
  const reader = reading('v2', { ...V2, [`${GROUP}/pids.events.local`]: 'max 1\n' })
  expect(reader.read(web1)).toEqual([
    { resource: 'memory', effect: 'reclaimed', count: 7 },
    { resource: 'memory', effect: 'killed', count: 2 },
    { resource: 'memorySoft', effect: 'reclaimed', count: 4 },
    { resource: 'cpu', effect: 'throttled', count: 3 },
    { resource: 'processes', effect: 'refused', count: 1 },
  ])
})

test('a kernel that counts refused forks where they were asked for has all of the tree added up', () => {
  const reader = reading('v2', { ...V2, [`${GROUP}/guest/pids.events`]: 'max 3\n' })
  expect(reader.read(web1)?.at(-1)).toEqual({ resource: 'processes', effect: 'refused', count: 11 })
})

test('a group that the guest made without the controller does not hide what is counted elsewhere', () => {
  const reader = reading('v2', { ...V2, [`${GROUP}/guest/bare/cgroup.threads`]: '' })
  expect(reader.read(web1)?.at(-1)).toEqual({ resource: 'processes', effect: 'refused', count: 8 })
})

test('on v1 memory is counted with and without swap', () => {
  const reader = reading('hybrid', {
    [`memory/${GROUP}/memory.failcnt`]: '5\n',
    [`memory/${GROUP}/memory.memsw.failcnt`]: '6\n',
    [`memory/${GROUP}/memory.oom_control`]: 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
    [`cpu/${GROUP}/cpu.stat`]: 'nr_periods 9\nnr_throttled 3\nthrottled_time 8\n',
    [`pids/${GROUP}/pids.events`]: 'max 4\n',
  })
  expect(reader.read(web1)).toEqual([
    { resource: 'memory', effect: 'reclaimed', count: 11 },
    { resource: 'memory', effect: 'killed', count: 1 },
    { resource: 'cpu', effect: 'throttled', count: 3 },
    { resource: 'processes', effect: 'refused', count: 4 },
  ])
})

test('a guest without groups has no counters', () => {
  expect(reading('v2', {}).read(web1)).toBeNull()
})
