import { expect, test } from 'vitest'
import type { AlertRuleView } from '@/server/services/alert/model.ts'
import { AlertForm, newDraft, toDraft } from './alert-form.ts'
import { quietWords, ruleWords } from './alert-words.ts'

const RULE: AlertRuleView = {
  ...{ id: 'r', name: 'Night', guestId: null, guestName: null, subject: 'memoryShare' as const },
  ...{
    threshold: 0.9,
    clearBelow: 0.8,
    forSeconds: 300,
    email: true,
    enabled: true,
    firing: [],
    firingHosts: [],
  },
  webhookUrl: 'https://example.test/hook',
  quiet: { from: 22 * 60, until: 7 * 60, timeZone: 'Europe/Berlin' },
}

test('a rule that is opened and saved again is the same rule', () => {
  const { id, guestName, firing, firingHosts, ...request } = RULE
  expect(AlertForm.parse(toDraft(RULE, 'UTC'))).toEqual(request)
  expect([id, guestName, firing, firingHosts]).toEqual(['r', null, [], []])
})

test('a new rule is percents, minutes and no quiet time', () => {
  expect(AlertForm.parse({ ...newDraft('UTC', true), name: 'Memory' })).toMatchObject({
    ...{ threshold: 0.9, clearBelow: 0.8, forSeconds: 300, quiet: null, email: true, webhookUrl: null },
  })
})

test('a rule without a channel, with half a quiet time or without an address for its web hook is refused', () => {
  const draft = { ...newDraft('UTC', true), name: 'Memory' }
  const faults = [{ channels: [] }, { quietFrom: '22:00' }, { channels: ['webhook'] }, { clearBelow: 95 }]
  for (const fault of faults) expect(AlertForm.safeParse({ ...draft, ...fault }).success).toBe(false)
})

test('a rule is told in one line', () => {
  expect(ruleWords(RULE)).toBe('Memory in use, of its limit: 90 % for 5 min, over below 80 %')
  expect(ruleWords({ ...RULE, subject: 'failed', forSeconds: 0 })).toBe('It has failed')
  expect(quietWords(RULE.quiet)).toBe('quiet 22:00 to 07:00, Europe/Berlin')
  expect(quietWords(null)).toBeNull()
})
