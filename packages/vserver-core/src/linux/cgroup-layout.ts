import { existsSync } from 'node:fs'
import path from 'node:path'

export type CgroupMode = 'v2' | 'hybrid'

/** Files of one guest's cgroups, and how their numbers become the port's units. */
export type CgroupFiles = {
  cpu: { file: string; toMicroseconds: (text: string) => number }
  memory: { used: string; stat: string; inactiveKey: string }
  processes: string
  /** Directory whose tasks are the guest's. */
  tasks: { directory: string; file: 'tasks' | 'cgroup.threads'; isTree: boolean }
}

/** Source: cgroups(7); cgroup.controllers is at the root of the mount only when that is cgroup2. */
export function detectCgroupMode(mount: string): CgroupMode {
  return existsSync(path.join(mount, 'cgroup.controllers')) ? 'v2' : 'hybrid'
}

/** Source: kernel admin-guide/cgroup-v2 and cgroup-v1. */
export function cgroupFiles(input: {
  mode: CgroupMode
  mount: string
  parent: string
  guest: string
}): CgroupFiles {
  const { mode, mount, parent, guest } = input
  if (mode === 'v2') {
    const group = path.join(mount, parent, guest)
    return {
      cpu: { file: path.join(group, 'cpu.stat'), toMicroseconds: (text) => keyedNumber(text, 'usage_usec') },
      memory: {
        used: path.join(group, 'memory.current'),
        stat: path.join(group, 'memory.stat'),
        inactiveKey: 'inactive_file',
      },
      processes: path.join(group, 'pids.current'),
      tasks: { directory: group, file: 'cgroup.threads', isTree: true },
    }
  }
  const group = (controller: string): string => path.join(mount, controller, parent, guest)
  return {
    cpu: {
      file: path.join(group('cpuacct'), 'cpuacct.usage'),
      toMicroseconds: (text) => Number(text) / 1000,
    },
    memory: {
      used: path.join(group('memory'), 'memory.usage_in_bytes'),
      stat: path.join(group('memory'), 'memory.stat'),
      inactiveKey: 'total_inactive_file',
    },
    processes: path.join(group('pids'), 'pids.current'),
    tasks: { directory: group('pids'), file: 'tasks', isTree: false },
  }
}

/** The number of a line "key number"; 0 when there is none. */
export function keyedNumber(text: string, key: string): number {
  for (const line of text.split('\n')) {
    if (line.startsWith(`${key} `)) return Number(line.slice(key.length + 1))
  }
  return 0
}
