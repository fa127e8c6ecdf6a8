import type { Limit } from '../limit/model.ts'
import type { GuestMetric, MetricSeries } from '../metric/model.ts'
import type { Delivered } from './model.ts'

type Input = {
  fromMs: number
  toMs: number
  guest: MetricSeries
  limit: Pick<Limit, 'cpuMillicores' | 'memoryBytes'>
  /** How many CPUs it may run on. */
  cpus: number
}

/**
 * What was sold against what was obtained, in the time that was measured. A limit that changed in the range counts as it is
 * now.
 */
export function delivered({ fromMs, toMs, guest, limit, cpus }: Input): Delivered {
  const cpu = { sold: 0, used: 0, throttledByCap: 0, throttledByHost: 0 }
  const memory = { sum: 0, count: 0, highest: 0 }
  const mayMillicores = Math.min(limit.cpuMillicores ?? Number.POSITIVE_INFINITY, cpus * 1000)
  for (let index = 0; index < guest.at.length; index++) {
    const value = (metric: GuestMetric) => guest.average[metric]?.[index] ?? null
    const used = value('cpuMillicores')
    if (used !== null) {
      const throttled = value('cpuThrottled') ?? 0
      const owed = Math.max(0, mayMillicores - used) / 1000
      // Waiting that no cap explains is the host's, as far as the guest had not used up its rate.
      const waited = Math.max(0, (value('cpuPressureSome') ?? 0) - throttled)
      cpu.sold += (mayMillicores / 1000) * guest.stepSeconds
      cpu.used += (used / 1000) * guest.stepSeconds
      cpu.throttledByCap += throttled * guest.stepSeconds
      cpu.throttledByHost += Math.min(waited, owed) * guest.stepSeconds
    }
    const bytes = value('memoryBytes')
    if (bytes === null) continue
    memory.sum += bytes
    memory.count += 1
    memory.highest = Math.max(memory.highest, guest.maximum.memoryBytes?.[index] ?? bytes)
  }
  const average = memory.count === 0 ? 0 : memory.sum / memory.count
  return {
    ...{ fromMs, toMs },
    cpu: { ...cpu, sold: limit.cpuMillicores === null ? null : cpu.sold },
    memory: { sold: limit.memoryBytes, average, highest: memory.highest },
  }
}
