import { expect, test } from 'vitest'
import { decay, type LoadAverage, NO_LOAD, nextLoad } from './load-average.ts'

test('the factors are those of the kernel', () => {
  // EXP_1, EXP_5, EXP_15 for steps of 5 s, in fixed point with 11 bits.
  expect([60, 300, 900].map((period) => Math.round(decay(5, period) * 2048))).toEqual([1884, 2014, 2037])
})

test('a lasting load is reached, the shorter average first', () => {
  let load: LoadAverage = NO_LOAD
  for (let step = 0; step < 30; step++) load = nextLoad(load, 2, { stepSeconds: 2, steps: 1 })
  expect(load[0]).toBeCloseTo(2 * (1 - Math.exp(-1)), 5)
  expect(load[0]).toBeGreaterThan(load[1])
  expect(load[1]).toBeGreaterThan(load[2])
})

test('an idle guest goes back to nothing', () => {
  const [load1] = nextLoad([4, 4, 4], 0, { stepSeconds: 2, steps: 30 * 60 })
  expect(load1).toBeLessThan(0.001)
})

test('steps that were missed weigh as much as steps that were taken', () => {
  const once = nextLoad([1, 1, 1], 3, { stepSeconds: 2, steps: 3 })
  let thrice: LoadAverage = [1, 1, 1]
  for (let step = 0; step < 3; step++) thrice = nextLoad(thrice, 3, { stepSeconds: 2, steps: 1 })
  for (const index of [0, 1, 2] as const) expect(once[index]).toBeCloseTo(thrice[index], 10)
})
