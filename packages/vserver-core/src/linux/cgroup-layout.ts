import { existsSync } from 'node:fs'
import path from 'node:path'

export type CgroupMode = 'v2' | 'hybrid'

/** A file of counters, and the key of the one that is meant; null: the file is a number. */
type Counter = { file: string; key: string | null }

/** Files of one guest's cgroups. Those that a host may lack are opened when they are there. */
export type CgroupFiles = {
  /** `perMicrosecond`: how many of its unit a microsecond has. */
  cpu: Counter & { perMicrosecond: number }
  /** Its own cap. */
  cap: { file: string; throttledKey: string; perMicrosecond: number }
  memory: {
    used: string
    stat: string
    keys: { inactive: string; anon: string; file: string; majorFaults: string }
    kernel: Counter
    swap: Counter
  }
  processes: string
  pressure: { cpu: string; memory: string; io: string }
  /** v1 has a file for bytes and one for operations. */
  io: { version: 1; bytes: string; operations: string } | { version: 2; stat: string }
  /** Directory whose tasks are the guest's. */
  tasks: { directory: string; file: 'tasks' | 'cgroup.threads'; isTree: boolean }
}

/** Source: cgroups(7); cgroup.controllers is at the root of the mount only when that is cgroup2. */
export function detectCgroupMode(mount: string): CgroupMode {
  return existsSync(path.join(mount, 'cgroup.controllers')) ? 'v2' : 'hybrid'
}

type Place = { mount: string; parent: string; guest: string }

/** Source: kernel admin-guide/cgroup-v2 and cgroup-v1. */
export function cgroupFiles({ mode, ...place }: Place & { mode: CgroupMode }): CgroupFiles {
  return mode === 'v2' ? filesOfV2(place) : filesOfHybrid(place)
}

function filesOfV2({ mount, parent, guest }: Place): CgroupFiles {
  const group = path.join(mount, parent, guest)
  const file = (name: string): string => path.join(group, name)
  return {
    cpu: { file: file('cpu.stat'), key: 'usage_usec', perMicrosecond: 1 },
    cap: { file: file('cpu.stat'), throttledKey: 'throttled_usec', perMicrosecond: 1 },
    memory: {
      used: file('memory.current'),
      stat: file('memory.stat'),
      keys: { inactive: 'inactive_file', anon: 'anon', file: 'file', majorFaults: 'pgmajfault' },
      kernel: { file: file('memory.stat'), key: 'kernel' },
      swap: { file: file('memory.swap.current'), key: null },
    },
    processes: file('pids.current'),
    pressure: pressureFiles(group),
    io: { version: 2, stat: file('io.stat') },
    tasks: { directory: group, file: 'cgroup.threads', isTree: true },
  }
}

/** Its tasks are in the tree of cgroup2 too, which there has no controllers, but knows their pressure. */
function filesOfHybrid({ mount, parent, guest }: Place): CgroupFiles {
  const group = (hierarchy: string): string => path.join(mount, hierarchy, parent, guest)
  const total = (key: string): string => `total_${key}`
  const stat = path.join(group('memory'), 'memory.stat')
  return {
    cpu: { file: path.join(group('cpuacct'), 'cpuacct.usage'), key: null, perMicrosecond: 1000 },
    cap: { file: path.join(group('cpu'), 'cpu.stat'), throttledKey: 'throttled_time', perMicrosecond: 1000 },
    memory: {
      used: path.join(group('memory'), 'memory.usage_in_bytes'),
      stat,
      keys: {
        inactive: total('inactive_file'),
        anon: total('rss'),
        file: total('cache'),
        majorFaults: total('pgmajfault'),
      },
      kernel: { file: path.join(group('memory'), 'memory.kmem.usage_in_bytes'), key: null },
      swap: { file: stat, key: total('swap') },
    },
    processes: path.join(group('pids'), 'pids.current'),
    pressure: pressureFiles(group('unified')),
    io: {
      version: 1,
      bytes: path.join(group('blkio'), 'blkio.throttle.io_service_bytes'),
      operations: path.join(group('blkio'), 'blkio.throttle.io_serviced'),
    },
    tasks: { directory: group('pids'), file: 'tasks', isTree: false },
  }
}

function pressureFiles(group: string): CgroupFiles['pressure'] {
  const file = (resource: string): string => path.join(group, `${resource}.pressure`)
  return { cpu: file('cpu'), memory: file('memory'), io: file('io') }
}
