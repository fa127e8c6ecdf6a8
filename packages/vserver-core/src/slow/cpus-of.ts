import type { Limit } from '../limit/model.ts'

/** How many CPUs a guest may run on: those of its set, or all of the host. Source: cpuset(7), list format. */
export function cpusOf({ cpuSet }: Pick<Limit, 'cpuSet'>, hostCpus: number): number {
  if (cpuSet === null) return hostCpus
  const chosen = new Set<number>()
  for (const range of cpuSet.split(',')) {
    const [first = 0, last = first] = range.split('-').map(Number)
    for (let cpu = first; cpu <= Math.min(last, hostCpus - 1); cpu++) chosen.add(cpu)
  }
  return Math.max(1, chosen.size)
}
