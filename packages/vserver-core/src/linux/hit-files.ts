import { existsSync } from 'node:fs'
import path from 'node:path'
import type { HitCount } from '../hit/model.ts'
import type { CgroupMode } from './cgroup-layout.ts'

type Counter = Pick<HitCount, 'resource' | 'effect'> & {
  /** Null: the file is the number itself. */
  key: string | null
}
/** A file of the kernel and what it counts. */
export type HitFile = { file: string; counters: readonly Counter[] }

/**
 * Where the kernel counts that a guest was held to its limits. `max` of memory.events and v1's failcnt count each time
 * that memory had to be taken back for a page more: nothing was refused yet. On v2 the local files, since a guest may
 * set limits to groups of its own: those are not ours. Source: kernel admin-guide/cgroup-v2, cgroup-v1/memory.
 */
export function hitFiles({ mode, mount, parent, guest }: Place & { guest: string }): HitFile[] {
  const group = (controller: string) => path.join(mount, mode === 'v2' ? '' : controller, parent, guest)
  const cpu = path.join(group('cpu'), 'cpu.stat')
  const local = path.join(group('pids'), 'pids.events.local')
  // Since 6.11.
  const pids = existsSync(local) ? local : path.join(group('pids'), 'pids.events')
  return [
    ...(mode === 'v2' ? memoryV2(group('memory')) : memoryV1(group('memory'))),
    { file: cpu, counters: [{ resource: 'cpu', effect: 'throttled', key: 'nr_throttled' }] },
    { file: pids, counters: [{ resource: 'processes', effect: 'refused', key: 'max' }] },
  ]
}

export type Place = { mode: CgroupMode; mount: string; parent: string }

function memoryV2(group: string): HitFile[] {
  const swap = path.join(group, 'memory.swap.events')
  return [
    {
      file: path.join(group, 'memory.events.local'),
      counters: [
        { resource: 'memory', effect: 'reclaimed', key: 'max' },
        { resource: 'memory', effect: 'killed', key: 'oom' },
        { resource: 'memorySoft', effect: 'reclaimed', key: 'high' },
      ],
    },
    // Not there on a kernel without swap.
    ...(existsSync(swap)
      ? [{ file: swap, counters: [{ resource: 'swap', effect: 'refused', key: 'max' }] as const }]
      : []),
  ]
}

function memoryV1(group: string): HitFile[] {
  const withSwap = path.join(group, 'memory.memsw.failcnt')
  const files = [path.join(group, 'memory.failcnt'), ...(existsSync(withSwap) ? [withSwap] : [])]
  return [
    ...files.map((file) => ({
      file,
      counters: [{ resource: 'memory', effect: 'reclaimed', key: null }] as const,
    })),
    {
      file: path.join(group, 'memory.oom_control'),
      counters: [{ resource: 'memory', effect: 'killed', key: 'oom_kill' }],
    },
  ]
}
