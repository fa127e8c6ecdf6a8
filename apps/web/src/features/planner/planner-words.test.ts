import { expect, test } from 'vitest'
import { lessReserve, measuredWords, mixNow, soldTimes } from './planner-words.ts'

const SOLD = { memoryBytes: 1, cpuMillicores: 1, diskBytes: 1 }
const PROFILE = { memoryBytes: [1], cpuMillicores: [1], diskBytes: [1] }
const plan = (guests: number, measured: number) => ({
  ...{ planId: 'p', name: 'S', sold: SOLD, guests },
  measured: Array.from({ length: measured }, () => PROFILE),
})

test('it is told how much is known of a plan', () => {
  expect(measuredWords(plan(12, 8))).toBe('measured on 8 of 12 guests')
  expect(measuredWords(plan(1, 1))).toBe('measured on 1 guest')
  expect(measuredWords(plan(3, 0))).toContain('all that it is sold with')
})

test('planning begins with what is sold, and keeps a part of the host free', () => {
  expect(mixNow([plan(4, 1)])).toEqual({ p: 4 })
  const capacity = { memoryBytes: 100, cpuMillicores: 2000, diskBytes: 10 }
  expect(lessReserve(capacity, 10)).toEqual({ memoryBytes: 90, cpuMillicores: 1800, diskBytes: 9 })
  expect(soldTimes(320, 100)).toBe('sold 3.20 times')
  expect(soldTimes(null, 100)).toBe('sold without limit')
})
