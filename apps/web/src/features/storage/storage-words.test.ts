import { expect, test } from 'vitest'
import { diskOfLimit, provedAt, selfTestLook, selfTestWords, share, walkWords } from './storage-words.ts'

const NOW = Date.UTC(2026, 0, 1, 12)
const at = new Date(NOW - 120_000).toISOString()

test('a self-test tells what it did, when, and what went wrong', () => {
  expect(selfTestWords({ at, passed: true, failure: null }, NOW)).toBe(
    'A write over a limit of 1 MiB was stopped 2 minutes ago.',
  )
  expect(selfTestWords({ at, passed: false, failure: 'quota-set: Operation not supported' }, NOW)).toBe(
    'A write over a limit was not stopped when it was tried 2 minutes ago: quota-set: Operation not supported.',
  )
  expect(selfTestWords(null, NOW)).toMatch(/expects to be stopped/)
})

test('only a test that passed is a proof', () => {
  expect(provedAt({ selfTest: { at, passed: true, failure: null } })).toBe(at)
  expect(provedAt({ selfTest: { at, passed: false, failure: null } })).toBeNull()
  expect(provedAt({ selfTest: null })).toBeNull()
  expect(selfTestLook(null).label).toBe('Not run yet')
})

test('a share is rounded to what matters, and nothing of nothing has none', () => {
  expect(share(1, 3)).toBe('33 %')
  expect(share(1, 64)).toBe('1.6 %')
  expect(share(0, 5)).toBe('0 %')
  expect(share(0, 0)).toBe('–')
})

test('one walk says for how many guests and how long, in a unit that fits', () => {
  expect(walkWords(97_400, 1000)).toBe('Use of 1,000 guests read in 97 ms')
  expect(walkWords(840, 1)).toBe('Use of 1 guest read in 0.8 ms')
  expect(walkWords(12_000_000, 2)).toBe('Use of 2 guests read in 12 s')
})

test('a limit is named beside the use only where there is one', () => {
  expect(diskOfLimit({ bytes: 1024, bytesLimit: 2048 })).toBe('1 KiB / 2 KiB')
  expect(diskOfLimit({ bytes: 1024, bytesLimit: null })).toBe('1 KiB')
})
