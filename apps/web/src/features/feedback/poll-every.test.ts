import { expect, test } from 'vitest'
import { pollEvery } from './poll-every.ts'

test('what failed is asked again sooner, and never later than it would be', () => {
  expect(pollEvery(60_000)({ state: { status: 'success' } })).toBe(60_000)
  expect(pollEvery(60_000)({ state: { status: 'error' } })).toBe(5000)
  expect(pollEvery(1000)({ state: { status: 'error' } })).toBe(1000)
})
