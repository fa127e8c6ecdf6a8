import type { NetworkUse } from '../network/model.ts'
import type { TrafficCounters, TrafficRecord } from './model.ts'

type Reading = { bootId: string; at: string; guest: NetworkUse['guests'][number] }

/**
 * The record after a reading of the kernel's counters, which begin at 0 with each boot of the host, and when the guest
 * gets new ones.
 */
export function countTraffic(before: TrafficRecord | null, { bootId, at, guest }: Reading): TrafficRecord {
  const { name, ...counted } = guest
  const goesOn = before !== null && before.bootId === bootId && !isLess(counted, before.counted)
  const fresh = goesOn ? combine(counted, before.counted, (now, then) => now - then) : counted
  const sum = before === null ? fresh : combine(fresh, before.total, (now, then) => now + then)
  return { bootId, counted, total: { name, at, ...sum } }
}

const FLOWS = ['in4', 'in6', 'out4', 'out6'] as const

function isLess(now: TrafficCounters, then: TrafficCounters): boolean {
  return FLOWS.some((flow) => now[flow].bytes < then[flow].bytes || now[flow].packets < then[flow].packets)
}

function combine(
  a: TrafficCounters,
  b: TrafficCounters,
  op: (a: number, b: number) => number,
): TrafficCounters {
  const flow = (name: (typeof FLOWS)[number]) => ({
    bytes: op(a[name].bytes, b[name].bytes),
    packets: op(a[name].packets, b[name].packets),
  })
  return {
    ...{ in4: flow('in4'), in6: flow('in6'), out4: flow('out4'), out6: flow('out6') },
    spoofed: Math.max(0, op(a.spoofed, b.spoofed)),
    rateDropped: Math.max(0, op(a.rateDropped, b.rateDropped)),
  }
}
