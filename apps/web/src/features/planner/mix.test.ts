import { GIB, MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { PLANNED, type PlanDemand, type Planned, type Profile } from '@/server/services/planner/model.ts'
import { demandOf, firstToRunOut, quantile } from './mix.ts'

const HOURS = 7 * 24

/** The same numbers each time. Source: Park and Miller, Communications of the ACM 31 (1988). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A week of one guest: a level of its own, a peak at an hour of the day, and noise. */
function recorded(random: () => number, most: Record<Planned, number>, peakHour: number): Profile {
  const level = 0.1 + 0.4 * random()
  const shape = Array.from({ length: HOURS }, (_, hour) => {
    const nearPeak = Math.max(0, 1 - Math.abs((hour % 24) - peakHour) / 4)
    return Math.min(1, level + 0.4 * nearPeak + 0.2 * random())
  })
  return {
    memoryBytes: shape.map((share) => most.memoryBytes * (0.5 + share / 2)),
    cpuMillicores: shape.map((share) => most.cpuMillicores * share),
    diskBytes: shape.map((_, hour) => most.diskBytes * level * (1 + hour / HOURS)),
  }
}

function plan(name: string, size: number, random: () => number): PlanDemand {
  const sold = { memoryBytes: size * 512 * MIB, cpuMillicores: size * 500, diskBytes: size * 5 * GIB }
  const measured = Array.from({ length: 8 }, (_, i) => recorded(random, sold, (9 + 3 * i) % 24))
  return { planId: name, name, sold, measured }
}

/** Guests come one set after the other; each behaves like the next one that was recorded. */
function replay(
  plans: readonly PlanDemand[],
  mix: Record<string, number>,
  capacity: Record<Planned, number>,
) {
  const sums = Object.fromEntries(PLANNED.map((one) => [one, new Array(HOURS).fill(0)])) as Record<
    Planned,
    number[]
  >
  const next = new Map<string, number>()
  for (let guests = 0; ; ) {
    for (const { planId, measured } of plans)
      for (let i = 0; i < (mix[planId] ?? 0); i++) {
        const turn = next.get(planId) ?? 0
        next.set(planId, turn + 1)
        for (const resource of PLANNED)
          for (let hour = 0; hour < HOURS; hour++)
            sums[resource][hour] =
              (sums[resource][hour] ?? 0) + (measured[turn % measured.length]?.[resource][hour] ?? 0)
        guests++
      }
    const full = PLANNED.find(
      (one) =>
        quantile(
          [...sums[one]].sort((a, b) => a - b),
          0.99,
        ) > capacity[one],
    )
    if (full) return { resource: full, guests }
  }
}

test.each([
  ['memoryBytes', { memoryBytes: 64 * GIB, cpuMillicores: 400_000, diskBytes: 4000 * GIB }],
  ['cpuMillicores', { memoryBytes: 900 * GIB, cpuMillicores: 48_000, diskBytes: 4000 * GIB }],
  ['diskBytes', { memoryBytes: 900 * GIB, cpuMillicores: 900_000, diskBytes: 500 * GIB }],
] as const)(
  '%s runs out first where a replay of what was recorded says so, at the same number',
  (resource, capacity) => {
    for (const seed of [1, 7, 42]) {
      const random = randomFrom(seed)
      const plans = [plan('S', 1, random), plan('M', 2, random), plan('L', 4, random)]
      const mix = { S: 5, M: 3, L: 1 }
      const played = replay(plans, mix, capacity)
      const said = firstToRunOut(plans, mix, capacity)
      expect(said?.resource).toBe(resource)
      expect(played.resource).toBe(resource)
      expect(Math.abs((said?.guests ?? 0) - played.guests)).toBeLessThanOrEqual(9 + 0.05 * played.guests)
    }
  },
)

test('peaks at different hours need less together than the sum of their quantiles', () => {
  const day = { memoryBytes: [1, 9], cpuMillicores: [0, 0], diskBytes: [0, 0] }
  const night = { memoryBytes: [9, 1], cpuMillicores: [0, 0], diskBytes: [0, 0] }
  const sold = { memoryBytes: 10, cpuMillicores: 0, diskBytes: null }
  const plans = [
    { planId: 'a', name: 'a', sold, measured: [day] },
    { planId: 'b', name: 'b', sold, measured: [night] },
  ]
  expect(demandOf(plans, { a: 1, b: 1 }, 'memoryBytes')).toEqual({ p50: 10, p95: 10, p99: 10, sold: 20 })
  expect(demandOf(plans, { a: 1 }, 'diskBytes').sold).toBeNull()
})

test('a plan that nobody has is taken to use all that it is sold with', () => {
  const sold = { memoryBytes: GIB, cpuMillicores: 1000, diskBytes: 10 * GIB }
  const plans = [{ planId: 'new', name: 'new', sold, measured: [] }]
  expect(demandOf(plans, { new: 3 }, 'memoryBytes').p50).toBe(3 * GIB)
  const capacity = { memoryBytes: 100 * GIB, cpuMillicores: 8000, diskBytes: 1000 * GIB }
  expect(firstToRunOut(plans, { new: 1 }, capacity)).toEqual({ resource: 'cpuMillicores', guests: 8 })
  expect(firstToRunOut(plans, {}, capacity)).toBeNull()
})
