import { expect, test } from 'vitest'
import { batchOutcome, batchPercent, batchTitle } from './batch-words.ts'

const COUNTS = { waiting: 1, running: 1, done: 9, failed: 1, skipped: 0 }

test('a batch is told by what it does to how many, and how far it is', () => {
  expect(batchTitle({ kind: 'stop', plan: null, counts: COUNTS })).toBe('Stop 12 guests')
  expect(batchOutcome({ kind: 'stop', counts: COUNTS })).toBe('9 of 12 guests stopped, 1 failed')
  expect(Math.round(batchPercent({ counts: COUNTS }))).toBe(83)
})

test('a plan is named with its version, and one guest is one guest', () => {
  const counts = { waiting: 0, running: 0, done: 0, failed: 0, skipped: 1 }
  const plan = { name: 'Shop', version: 3 }
  expect(batchTitle({ kind: 'applyPlan', plan, counts })).toBe('Apply plan Shop, version 3, to 1 guest')
  expect(batchOutcome({ kind: 'applyPlan', counts })).toBe('0 of 1 guest brought up to the plan, 1 left out')
})
