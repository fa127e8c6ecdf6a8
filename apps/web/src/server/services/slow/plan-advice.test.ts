import { type Limit, UNLIMITED } from '@vserver/core/limit/model'
import type { Advice } from '@vserver/core/slow/model'
import { expect, test } from 'vitest'
import type { PlanOffer } from './model.ts'
import { adviseByPlan } from './plan-advice.ts'

const plan = (name: string, limit: Partial<Limit>): PlanOffer => ({
  ...{ id: name, name },
  limit: { ...UNLIMITED, ...limit },
})
const step = (to: number, hitsAvoided: number): Advice => ({
  ...{ limit: 'memoryBytes', from: 256, to, hits: 14, hitsAvoided },
})

test('a plan avoids what the largest advised limit below its own avoids', () => {
  const offers = [plan('M', { memoryBytes: 600 }), plan('L', { memoryBytes: 1024 })]
  const told = adviseByPlan([step(1024, 14), step(512, 13)], offers)
  expect(told.map(({ planName, hitsAvoided, hits, to }) => [planName, hitsAvoided, hits, to])).toEqual([
    ['M', 13, 14, 600],
    ['L', 14, 14, 1024],
  ])
})

test('a larger plan that avoids no more is not told, nor one that avoids nothing', () => {
  const offers = [
    plan('S', { memoryBytes: 300 }),
    plan('M', { memoryBytes: 512 }),
    plan('L', { memoryBytes: 600 }),
  ]
  expect(adviseByPlan([step(512, 13)], offers).map(({ planName }) => planName)).toEqual(['M'])
  expect(adviseByPlan([step(512, 0)], offers)).toEqual([])
})

test('a plan without a limit avoids all that can be avoided', () => {
  expect(adviseByPlan([step(512, 13), step(1024, 14)], [plan('Endless', {})])).toMatchObject([
    { planName: 'Endless', hitsAvoided: 14, to: null },
  ])
})

test('without plans or advice nothing is advised', () => {
  expect(adviseByPlan([step(512, 13)], [])).toEqual([])
  expect(adviseByPlan([], [plan('L', {})])).toEqual([])
})
