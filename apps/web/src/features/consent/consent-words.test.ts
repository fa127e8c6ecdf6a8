import { expect, test } from 'vitest'
import type { GrantView } from '@/server/services/consent/model.ts'
import { grantWords, minutesWords } from './consent-words.ts'
import { HowLong, toMinutes } from './how-long.ts'

const grant: GrantView = {
  ...{ id: 'g', kind: 'consent', state: 'granted', userName: null, isMine: false, minutes: 60, note: null },
  ...{ createdByName: 'Anna', createdAt: '', decidedByName: null, askedUntil: null, expiresAt: null },
  ...{ endedByName: null, guest: { id: 'x', name: 'web' } },
}

test('a grant says who may enter, how long, and by whom', () => {
  expect(grantWords(grant)).toBe('Staff may enter for 1 hour, by Anna')
  expect(grantWords({ ...grant, state: 'asked', userName: 'Sam' })).toBe('Sam asks to enter for 1 hour')
  expect(grantWords({ ...grant, kind: 'breakGlass', userName: 'Sam', decidedByName: 'Ada' })).toBe(
    'Sam entered without consent, for 1 hour; Ada agreed',
  )
  expect(minutesWords(240)).toBe('4 hours')
  expect(minutesWords(90)).toBe('90 min')
})

test('a time of one’s own is a whole number of minutes within the most that is allowed', () => {
  const schema = HowLong(60)
  expect(toMinutes(schema.parse({ choice: '15', custom: 30 }))).toBe(15)
  expect(toMinutes(schema.parse({ choice: 'custom', custom: 45 }))).toBe(45)
  for (const custom of [0, 61, 1.5, Number.NaN])
    expect(schema.safeParse({ choice: 'custom', custom }).success).toBe(false)
})
