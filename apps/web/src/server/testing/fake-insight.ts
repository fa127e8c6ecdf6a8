import type { MonthAvailability, StateChange } from '@vserver/core/availability/model'
import type { Guest, GuestName } from '@vserver/core/guest/model'
import type { Hit } from '@vserver/core/hit/model'
import type { MetricRange, MetricSeries } from '@vserver/core/metric/model'
import type { Verdict } from '@vserver/core/slow/model'
import type { Agent, Span } from '../agent/agent.ts'
import type { FakeCall } from './fake-agent.ts'

type Parts = { call: FakeCall; requireGuest(name: GuestName): Guest }

/** What a host in memory has learnt of its guests: tests fill it. */
export type FakeInsight = {
  insight: {
    hits: Hit[]
    changes: StateChange[]
    months: MonthAvailability[]
    verdict: Partial<Verdict>
    /** What it was asked to judge last. */
    judged: Span | null
    guestColumns: MetricSeries['average']
    hostColumns: MetricSeries['average']
    top: { name: string; value: number }[]
  }
}

export function insightCalls({ call, requireGuest }: Parts) {
  const insight: FakeInsight['insight'] = {
    ...{
      hits: [],
      changes: [],
      months: [],
      verdict: {},
      judged: null,
      guestColumns: {},
      hostColumns: {},
      top: [],
    },
  }
  return {
    insight,
    sampleRange: (name: GuestName, range: MetricRange) =>
      call('sampleRange', () => {
        requireGuest(name)
        return seriesOf(insight.guestColumns, range)
      }),
    hostRange: (range: MetricRange) => call('hostRange', () => seriesOf(insight.hostColumns, range)),
    topGuests: ({ limit }: Parameters<Agent['topGuests']>[0]) =>
      call('topGuests', () => insight.top.slice(0, limit)),
    listHits: ({ name, fromMs, toMs, limit }: Parameters<Agent['listHits']>[0]) =>
      call('listHits', () => {
        const found = insight.hits
          .filter((hit) => (name === undefined || hit.name === name) && hit.at >= fromMs && hit.at <= toMs)
          .toSorted((a, b) => b.id - a.id)
        return { hits: found.slice(0, limit), more: found.length > limit }
      }),
    availability: (name: GuestName, _months: number) =>
      call('availability', () => {
        requireGuest(name)
        return { changes: insight.changes, months: insight.months }
      }),
    delivered: (name: GuestName, span: Span) =>
      call('delivered', () => {
        requireGuest(name)
        const cpu = { sold: 100, used: 40, throttledByCap: 5, throttledByHost: 1 }
        return { ...span, cpu, memory: { sold: null, average: 1, highest: 2 } }
      }),
    explainSlow: (name: GuestName, span: Span) =>
      call('explainSlow', () => {
        requireGuest(name)
        insight.judged = span
        const nothing = { cause: 'nothing' as const, share: 1, evidence: [], also: [], advice: [] }
        return { ...span, ...nothing, ...insight.verdict }
      }),
  }
}

/** Points of equal distance, as many as the longest column has. */
function seriesOf(columns: MetricSeries['average'], { fromMs, toMs }: MetricRange): MetricSeries {
  const length = Math.max(1, ...Object.values(columns).map((column) => column.length))
  const stepMs = (toMs - fromMs) / length
  const at = Array.from({ length }, (_, index) => fromMs + index * stepMs)
  return { stepSeconds: stepMs / 1000, at, average: columns, maximum: columns }
}
