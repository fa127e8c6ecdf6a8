import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import path from 'node:path'

const CGROUPS = '/sys/fs/cgroup'

/** Mount points of the cgroup hierarchies this kernel has. */
export function hierarchies(): string[] {
  if (existsSync(path.join(CGROUPS, 'cgroup.controllers'))) return [CGROUPS]
  return readdirSync(CGROUPS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(CGROUPS, entry.name))
}

/** The groups of an instance's guests in every hierarchy. */
export function guestGroups(instance: string): string[] {
  return hierarchies().flatMap((mount) => {
    const parent = path.join(mount, instance)
    if (!existsSync(parent)) return []
    const entries = readdirSync(parent, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(parent, entry.name))
  })
}

export function removeInstanceGroups(instance: string): void {
  for (const mount of hierarchies()) {
    const parent = path.join(mount, instance)
    if (existsSync(parent)) rmdirSync(parent)
  }
}

/** What other tests mount meanwhile: in directories of their own, namespaces, and the place of pins, once. */
const OTHERS = /^\S+ \S+ \S+ \S+ \/(?:(?:var\/)?tmp\/|run\/netns|sys\/fs\/bpf)/

/** The mount table of a process without what other tests make. */
export function mountTable(pid: number | 'self'): string {
  const lines = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n')
  return lines.filter((line) => !OTHERS.test(line)).join('\n')
}

/** Lines of this namespace's mount table that name a directory. */
export function mountsBelow(directory: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(directory))
}

/** What the kernel itself says of a guest's limits. */
export function kernelLimits(instance: string, guest: string) {
  const isV2 = hierarchies()[0] === CGROUPS
  const read = (controller: string, file: string): string =>
    readFileSync(path.join(CGROUPS, isV2 ? '' : controller, instance, guest, file), 'utf8').trim()
  if (isV2) {
    return { memory: read('', 'memory.max'), processes: read('', 'pids.max'), cpu: read('', 'cpu.max') }
  }
  return {
    memory: read('memory', 'memory.limit_in_bytes'),
    processes: read('pids', 'pids.max'),
    cpu: `${read('cpu', 'cpu.cfs_quota_us')} ${read('cpu', 'cpu.cfs_period_us')}`,
  }
}
