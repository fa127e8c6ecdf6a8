import { expect, test } from 'vitest'
import { ticksFor } from './chart-scale.ts'

const MIB = 1024 * 1024

test('ticks are round numbers that end above the highest value', () => {
  expect(ticksFor(500, 'decimal')).toEqual([0, 200, 400, 600])
  expect(ticksFor(0.9, 'decimal')).toEqual([0, 0.25, 0.5, 0.75, 1])
})

test('bytes get powers of two', () => {
  expect(ticksFor(512 * MIB, 'binary').map((bytes) => bytes / MIB)).toEqual([0, 256, 512, 768])
})

test('an idle guest does not look busy', () => {
  expect(ticksFor(0, 'decimal').at(-1)).toBeGreaterThanOrEqual(0.2)
  expect(ticksFor(0, 'binary').at(-1)).toBeGreaterThanOrEqual(MIB)
})

test('a share ends at all of it, and whole things are counted in whole steps', () => {
  expect(ticksFor(1, 'share')).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect(ticksFor(0.4, 'share').at(-1)).toBeLessThan(1)
  expect(ticksFor(1, 'count')).toEqual([0, 1, 2])
  expect(ticksFor(40, 'count')).toEqual([0, 20, 40, 60])
})
