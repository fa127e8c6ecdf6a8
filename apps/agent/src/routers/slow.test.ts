import { NOTHING_COUNTED } from '@vserver/core/sample'
import { guestName, runningGuest, unlimited } from '@vserver/core/testing'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const web1 = guestName('web1')
const TICK_MS = 2 * SECOND_MS
const PERIODS = 20

/** A guest that has half a CPU and, for so many minutes, wants all of one. */
async function throttledFor(minutes: number) {
  const limit = { ...unlimited(), cpuMillicores: 500 }
  const all = testAgent({ guests: [{ ...runningGuest('web1'), limit }] })
  const { agent, host } = all
  await agent.reconciler.all()
  const fromMs = host.now()
  for (let tick = 1; tick <= (minutes * MINUTE_MS) / TICK_MS; tick++) {
    host.advance(TICK_MS)
    host.kernel.hits.set(web1, [{ resource: 'cpu', effect: 'throttled', count: tick * PERIODS }])
    host.kernel.counters.set(web1, {
      ...NOTHING_COUNTED,
      run: host.kernel.counters.get(web1)?.run ?? 0,
      clockMs: host.now(),
      cpuUsageMicroseconds: tick * 1_000_000,
      cpuCap: {
        periods: tick * PERIODS,
        throttledPeriods: tick * PERIODS,
        throttledMicroseconds: tick * 1_000_000,
      },
    })
    await agent.sampler.tick()
    await agent.hitWatch.idle()
    if (tick % 5 === 0) await agent.samples.flush()
  }
  return { ...all, range: { name: web1, fromMs, toMs: host.now() } }
}

test('a guest at its cap is told so, with its hits and what would have avoided them', async () => {
  const { caller, range } = await throttledFor(5)
  const verdict = await caller.slow.explain(range)
  expect(verdict).toMatchObject({ cause: 'cpuCap', also: [] })
  expect(verdict.share).toBeGreaterThan(0.9)
  expect(verdict.evidence).toContainEqual({ metric: 'hits', value: expect.any(Number), threshold: null })
  const [advice] = verdict.advice
  expect(advice).toMatchObject({ limit: 'cpuMillicores', from: 500, to: 1000 })
  expect(advice?.hitsAvoided).toBe(advice?.hits)
})

test('what was sold is held against what was obtained', async () => {
  const { caller, range } = await throttledFor(5)
  const { cpu } = await caller.availability.delivered(range)
  expect(cpu.sold).toBeGreaterThan(130)
  expect(cpu.used).toBeCloseTo(cpu.sold ?? 0, 0)
  expect(cpu.throttledByCap).toBeCloseTo(cpu.used, 0)
  expect(cpu.throttledByHost).toBe(0)
})

test('a time in which nothing was measured is a gap', async () => {
  const { caller, range } = await throttledFor(1)
  const before = { ...range, fromMs: range.fromMs - HOUR_MS, toMs: range.fromMs }
  expect(await caller.slow.explain(before)).toMatchObject({ cause: 'unknownGap', share: 1 })
})

test('a range that ends before it begins is refused', async () => {
  const { caller, range } = await throttledFor(0)
  const backwards = { ...range, toMs: range.fromMs }
  await expect(caller.slow.explain(backwards)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(caller.availability.delivered(backwards)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
