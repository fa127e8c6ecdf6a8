import { expect, test } from 'vitest'
import type { Drift } from '@/server/services/ledger/model.ts'
import { driftWords } from './drift-words.ts'

const NOBODY = { accountId: null, accountName: null, guestId: null, guestName: 'web', repairs: [] }
const GIB = 2 ** 30
const words = (drift: Pick<Drift, 'kind' | 'subject' | 'expected' | 'found'>) =>
  driftWords({ ...NOBODY, ...drift })

test('amounts are told as the pool tells them', () => {
  expect(words({ kind: 'reservation', subject: 'memoryBytes', expected: GIB, found: 0 })).toBe(
    'Memory: 1 GiB were sold, 0 B are reserved.',
  )
  expect(words({ kind: 'ended', subject: 'cpuMillicores', expected: 0, found: null })).toContain('no limit')
})

test('a limit is told as the form tells it', () => {
  expect(words({ kind: 'host', subject: 'memoryBytes', expected: GIB, found: null })).toBe(
    'Sold: memory 1 GiB. Its host enforces: memory no limit.',
  )
  expect(words({ kind: 'host', subject: 'processes', expected: 64, found: 128 })).toContain('processes 64')
})
