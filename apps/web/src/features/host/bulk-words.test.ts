import { BulkPermit } from '@vserver/core/bulk/model'
import { expect, test } from 'vitest'
import { bulkWords } from './bulk-words.ts'

const PERMIT = BulkPermit.parse({
  id: 123_456,
  kind: 'delete',
  state: 'asked',
  count: 1500,
  left: 1500,
  minutes: 15,
  askedAt: '2026-01-01T00:00:00.000Z',
  confirmedAt: null,
  validFrom: null,
  expiresAt: '2026-01-01T01:00:00.000Z',
})

test('a permit says what it allows, and what is left once it is used', () => {
  expect(bulkWords(PERMIT)).toBe('delete 1,500 guests, valid 15 minutes')
  expect(bulkWords({ ...PERMIT, left: 3 })).toBe('delete 1,500 guests, 3 left, valid 15 minutes')
  expect(bulkWords({ ...PERMIT, kind: 'stop', count: 1, left: 1, minutes: 1 })).toBe(
    'stop 1 guest, valid 1 minute',
  )
})
