import { expect, test } from 'vitest'
import { pauseAfter } from './follow-job.ts'

test('waiting for a job makes it an eighth longer at the most, but for a few milliseconds', () => {
  let atMs = 0
  for (let looks = 0; atMs < 8000; looks += 1) {
    const before = atMs
    atMs += pauseAfter(atMs)
    expect(atMs).toBeLessThanOrEqual(Math.max(before * 1.13, before + 5))
    expect(looks).toBeLessThan(100)
  }
})

test('a long job is looked at once a second', () => {
  expect(pauseAfter(60_000)).toBe(1000)
})
