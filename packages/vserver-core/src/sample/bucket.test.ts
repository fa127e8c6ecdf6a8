import { expect, test } from 'vitest'
import { bucketLevel } from './bucket.ts'

const limit = { cpuMillicores: 500, cpuIntervalUs: null, cpuBurstUs: 100_000 }
const counted = (periods: number, cpuUsageMicroseconds: number) => ({
  cpuUsageMicroseconds,
  cpuCap: { periods, throttledPeriods: 0, throttledMicroseconds: 0 },
})
const after = (levelUs: number) => ({ counters: counted(10, 400_000), levelUs })

test('each period adds the quota, use takes away', () => {
  expect(bucketLevel(limit, counted(11, 430_000), after(10_000))).toBe(30_000)
})

test('there is never more than the burst nor less than nothing', () => {
  expect(bucketLevel(limit, counted(30, 400_000), after(10_000))).toBe(100_000)
  expect(bucketLevel(limit, counted(11, 900_000), after(10_000))).toBe(0)
})

test('a guest that sleeps saves nothing up, since no period begins', () => {
  expect(bucketLevel(limit, counted(10, 400_000), after(10_000))).toBe(10_000)
})

test('the first level is what its life so far has left', () => {
  expect(bucketLevel(limit, counted(2, 30_000), null)).toBe(70_000)
  expect(bucketLevel(limit, counted(1000, 30_000), null)).toBe(100_000)
})

test('without a cap, and where the kernel counts no periods, there is no bucket', () => {
  expect(bucketLevel({ ...limit, cpuMillicores: null }, counted(1, 1), null)).toBeNull()
  expect(bucketLevel(limit, { cpuUsageMicroseconds: 1, cpuCap: null }, null)).toBeNull()
})
