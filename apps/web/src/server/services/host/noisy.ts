import type { GuestMetric, MetricSeries } from '@vserver/core/metric/model'
import { MINUTE_MS } from '@vserver/core/units'
import type { Agent } from '../../agent/agent.ts'
import type { ServiceContext } from '../../context.ts'
import { hubOf } from './hub-of.ts'
import type { HostRef } from './in-scope.ts'
import type { NoisyGuest } from './model.ts'
import { nameGuests } from './top.ts'

const LOOK_BACK_MS = 10 * MINUTE_MS
/** Below this share of time nobody is disturbed, however much one uses. */
const PRESSURE_MIN = 0.1
/** Who takes less than this is one of many. */
const SHARE_MIN = 0.3
/** The most that a host tells of; who is not among them takes next to nothing. */
const ALL = 100

const RESOURCES = {
  cpu: { pressure: 'cpuPressureSome', metrics: ['cpuMillicores'] },
  disk: { pressure: 'ioPressureSome', metrics: ['ioReadBytes', 'ioWriteBytes'] },
} as const satisfies Record<NoisyGuest['resource'], { pressure: string; metrics: readonly GuestMetric[] }>

/** Guests that take most of what others of the host waited for in the last minutes. */
export async function listNoisy(ctx: ServiceContext, host: HostRef): Promise<NoisyGuest[]> {
  const { agent } = hubOf(ctx, host.id)
  const toMs = ctx.now()
  const series = await agent.hostRange({ fromMs: toMs - LOOK_BACK_MS, toMs, points: 60 })
  const found = await Promise.all(
    (['cpu', 'disk'] as const).map(async (resource) => {
      const pressure = meanOf(series, RESOURCES[resource].pressure)
      if (pressure < PRESSURE_MIN) return []
      const noisy = await noisyOf(agent, RESOURCES[resource].metrics)
      const named = await nameGuests(ctx, host.id, noisy)
      return named.map((guest, index) => ({
        ...guest,
        resource,
        pressure,
        share: noisy[index]?.share ?? 0,
      }))
    }),
  )
  return found.flat()
}

type Noise = { name: string; value: number; share: number }

async function noisyOf(agent: Agent, metrics: readonly GuestMetric[]): Promise<Noise[]> {
  const tops = await Promise.all(metrics.map((metric) => agent.topGuests({ metric, limit: ALL })))
  const sums = new Map<string, number>()
  for (const { name, value } of tops.flat()) sums.set(name, (sums.get(name) ?? 0) + value)
  // Alone it has no neighbours.
  if (sums.size < 2) return []
  const total = [...sums.values()].reduce((sum, value) => sum + value, 0)
  return [...sums]
    .map(([name, value]) => ({ name, value, share: total > 0 ? value / total : 0 }))
    .filter(({ share }) => share >= SHARE_MIN)
    .toSorted((a, b) => b.share - a.share)
}

function meanOf({ average }: MetricSeries, metric: string): number {
  const known = (average[metric] ?? []).filter((value) => value !== null)
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
}
