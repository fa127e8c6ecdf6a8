import { expect, test } from 'vitest'
import { leftOutWords, planWords, unifyPlan, windowEnd } from './unify-plan.ts'

const MIB = 1024 ** 2
const GUESTS = [
  { name: 'a', isStopped: true, predictedBytes: 300 * MIB },
  { name: 'b', isStopped: true, predictedBytes: null },
  { name: 'c', isStopped: false, predictedBytes: 212 * MIB },
]

test('guests that run are left out until somebody lets them be stopped', () => {
  expect(unifyPlan(GUESTS, false)).toMatchObject({ bytes: 300 * MIB, unpredicted: 1, running: 1 })
  expect(unifyPlan(GUESTS, false).taken.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(leftOutWords(1)).toBe('1 guest runs and is left out.')
  expect(unifyPlan(GUESTS, true)).toMatchObject({ bytes: 512 * MIB, unpredicted: 1 })
})

test('the plan says how many, how much, and for how many that is not known', () => {
  expect(planWords(unifyPlan(GUESTS, true))).toBe(
    '3 guests, about 512 MiB freed; 1 of them is not predicted yet.',
  )
  expect(planWords(unifyPlan(GUESTS.slice(0, 1), false))).toBe('1 guest, about 300 MiB freed.')
  expect(planWords(unifyPlan(GUESTS.slice(1, 2), false))).toMatch(/1 guest; .* not predicted/)
  expect(planWords(unifyPlan(GUESTS.slice(2), false))).toMatch(/nothing to do/)
})

test('a window ends so many minutes from now', () => {
  expect(windowEnd(90, 0)).toBe('1970-01-01T01:30:00.000Z')
})
