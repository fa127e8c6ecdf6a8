import { expect, test } from 'vitest'
import { UNLIMITED } from '../limit/model.ts'
import { MIB } from '../units.ts'
import { fullAt } from './full-disk.ts'
import { hitsAtLevel, type Levels } from './hits-at-level.ts'
import { hitsBetween } from './hits-between.ts'
import type { HitCount, HitCounts } from './model.ts'

const counts = (startedAtMs: number, ...all: HitCount[]): HitCounts => ({ startedAtMs, counts: all })
const forks = (count: number): HitCount => ({ resource: 'processes', effect: 'refused', count })
const reclaims = (count: number): HitCount => ({ resource: 'memory', effect: 'reclaimed', count })
const kills = (count: number): HitCount => ({ resource: 'memory', effect: 'killed', count })

test('a hit is what a counter grew by', () => {
  expect(hitsBetween(counts(1, forks(3)), counts(1, forks(5)))).toEqual([forks(2)])
  expect(hitsBetween(counts(1, forks(3)), counts(1, forks(3)))).toEqual([])
})

test('counters that nobody has looked at before tell no hits', () => {
  expect(hitsBetween(null, counts(1, forks(3)))).toEqual([])
})

test('counters begin anew with the guest', () => {
  expect(hitsBetween(counts(1, forks(3)), counts(2, forks(3)))).toEqual([forks(3)])
  expect(hitsBetween(counts(1, forks(3)), counts(1, forks(1)))).toEqual([forks(1)])
})

test('a resource is told once, by its gravest effect', () => {
  const before = counts(1, reclaims(10), kills(0))
  expect(hitsBetween(before, counts(1, reclaims(90), kills(1)))).toEqual([kills(1)])
  expect(hitsBetween(before, counts(1, reclaims(90), kills(0)))).toEqual([reclaims(80)])
})

test('a counter the kernel did not have before is told from its beginning', () => {
  expect(hitsBetween(counts(1), counts(1, forks(2)))).toEqual([forks(2)])
})

const IDLE: Levels = {
  ...{ diskBytes: MIB, inodes: 10, ioReadBytes: 0, ioWriteBytes: 0 },
  ...{ ioReadOperations: 0, ioWriteOperations: 0, ioPressureSome: 0 },
}
const limit = { ...UNLIMITED, diskBytes: 64 * MIB, inodes: 1000, diskWriteBps: MIB }

test('a disk is hit when it becomes full, not while it stays so', () => {
  const full = { ...IDLE, diskBytes: 64 * MIB - 100 }
  const hit = { resource: 'diskSpace', effect: 'refused', count: 1 }
  expect(hitsAtLevel(IDLE, full, limit)).toEqual([hit])
  expect(hitsAtLevel(full, full, limit)).toEqual([])
  expect(hitsAtLevel(null, full, limit)).toEqual([])
  expect(hitsAtLevel(IDLE, { ...IDLE, diskBytes: 62 * MIB }, limit)).toEqual([])
  expect(hitsAtLevel(IDLE, { ...IDLE, inodes: 1000 }, limit)).toMatchObject([{ resource: 'inodes' }])
})

test('a disk is slowed at its limit when tasks wait for it, and only then', () => {
  const fast = { ...IDLE, ioWriteBytes: MIB, ioPressureSome: 0.8 }
  expect(hitsAtLevel(IDLE, fast, limit)).toEqual([{ resource: 'diskWrite', effect: 'throttled', count: 1 }])
  expect(hitsAtLevel(IDLE, { ...fast, ioPressureSome: 0.02 }, limit)).toEqual([])
  expect(hitsAtLevel(IDLE, { ...fast, ioWriteBytes: MIB / 2 }, limit)).toEqual([])
  expect(hitsAtLevel(IDLE, fast, UNLIMITED)).toEqual([])
})

test('a disk is full when its file system keeps the rest for itself', () => {
  expect(fullAt(64 * MIB)).toBeLessThan(65_769_472) // as an image of this size was found full
  expect(fullAt(64 * MIB)).toBeGreaterThan(62 * MIB)
  expect(fullAt(1024 * 1024 * MIB)).toBeGreaterThan((1024 * 1024 - 17) * MIB)
})

test('what is not known is no hit', () => {
  const nothing = Object.fromEntries(Object.keys(IDLE).map((key) => [key, null])) as Levels
  expect(hitsAtLevel(IDLE, nothing, limit)).toEqual([])
})
