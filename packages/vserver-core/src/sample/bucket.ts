import type { Limit } from '../limit/model.ts'
import type { GuestCounters } from './counters.ts'

const INTERVAL_US = 100_000

type CpuLimit = Pick<Limit, 'cpuMillicores' | 'cpuIntervalUs' | 'cpuBurstUs'>
type Counted = Pick<GuestCounters, 'cpuCap' | 'cpuUsageMicroseconds'>

/**
 * CPU time that the guest may use beyond its rate, in microseconds; null when it has no cap or the kernel does not count
 * its periods. The kernel does not tell the level, so it is computed as the kernel does: each period adds the quota,
 * use takes away, and never is there more than the burst. Only the kernel's own count of periods fills it: while a
 * guest sleeps no period begins, and nothing is added. Source: kernel/sched/fair.c, __refill_cfs_bandwidth_runtime.
 */
export function bucketLevel(
  limit: CpuLimit,
  now: Counted,
  before: { counters: Counted; levelUs: number | null } | null,
): number | null {
  if (limit.cpuMillicores === null || now.cpuCap === null) return null
  const quotaUs = (limit.cpuMillicores / 1000) * (limit.cpuIntervalUs ?? INTERVAL_US)
  const then = before?.levelUs == null ? null : before.counters
  const periods = now.cpuCap.periods - (then?.cpuCap?.periods ?? 0)
  const usedUs = now.cpuUsageMicroseconds - (then?.cpuUsageMicroseconds ?? 0)
  const levelUs = (then === null ? 0 : (before?.levelUs ?? 0)) + periods * quotaUs - usedUs
  return Math.min(limit.cpuBurstUs, Math.max(0, levelUs))
}
