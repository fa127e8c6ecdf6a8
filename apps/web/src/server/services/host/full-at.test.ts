import { GIB, HOUR_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { fillingOf } from './full-at.ts'

const HOST = { storageBytes: 100 * GIB, storageFreeBytes: 20 * GIB }

function used(hours: number, bytes: (hour: number) => number | null) {
  const at = Array.from({ length: hours }, (_, hour) => hour * HOUR_MS)
  return { at, average: { storageBytes: at.map((_, hour) => bytes(hour)) } }
}

test('a storage that grows by two gibibytes a day and has twenty left is full in ten days', () => {
  const filling = fillingOf(
    used(240, (hour) => 60 * GIB + (hour * 2 * GIB) / 24),
    HOST,
  )
  expect(filling?.daysUntilFull).toBeCloseTo(10, 6)
  expect(filling?.bytesPerDay).toBeCloseTo(2 * GIB, 0)
})

test('hours without a reading do not change the trend', () => {
  const filling = fillingOf(
    used(240, (hour) => (hour > 50 && hour < 120 ? null : (hour * GIB) / 24)),
    HOST,
  )
  expect(filling?.daysUntilFull).toBeCloseTo(20, 6)
})

test('a storage that empties, or hardly grows, is never full', () => {
  expect(
    fillingOf(
      used(240, (hour) => 60 * GIB - hour),
      HOST,
    ),
  ).toMatchObject({ daysUntilFull: null })
  expect(
    fillingOf(
      used(240, () => 60 * GIB),
      HOST,
    ),
  ).toEqual({ bytesPerDay: 0, daysUntilFull: null })
})

test('of less than a day nothing is said', () => {
  expect(
    fillingOf(
      used(20, (hour) => hour * GIB),
      HOST,
    ),
  ).toBeNull()
  expect(
    fillingOf(
      used(0, () => 0),
      HOST,
    ),
  ).toBeNull()
})
