import { expect, test } from 'vitest'
import { poolAfter } from './pool-after.ts'

const NEED = { guests: 1, memoryBytes: 512, cpuMillicores: 500 }
const ENDLESS = { guests: 1, memoryBytes: null }
const line = (kind: 'guests' | 'memoryBytes' | 'cpuMillicores', left: number | null) => ({
  kind,
  granted: left,
  reserved: 0,
  left,
})

test('a guest takes one place and what its plan reserves', () => {
  const after = poolAfter([line('guests', 2), line('memoryBytes', 1000), line('cpuMillicores', 500)], NEED)
  expect(after.map((one) => one.after)).toEqual([1, 488, 0])
  expect(after.every((one) => one.fits)).toBe(true)
})

test('several guests take so many times as much', () => {
  const after = poolAfter([line('guests', 10), line('memoryBytes', 1000)], NEED, 3)
  expect(after.map((one) => one.after)).toEqual([7, -536])
  expect(after.map((one) => one.fits)).toEqual([true, false])
})

test('what does not fit is marked, one by one', () => {
  const after = poolAfter([line('guests', 0), line('memoryBytes', 511), line('cpuMillicores', 9000)], NEED)
  expect(after.map((one) => one.fits)).toEqual([false, false, true])
})

test('an infinite pool holds everything, an infinite plan fits only an infinite pool', () => {
  expect(poolAfter([line('memoryBytes', null)], ENDLESS)[0]?.fits).toBe(true)
  expect(poolAfter([line('memoryBytes', 10 ** 15)], ENDLESS)[0]?.fits).toBe(false)
})
