import { expect, test } from 'vitest'
import { SaveRuleRequest } from './model.ts'
import { type AlertStanding, nextAlert } from './next-alert.ts'
import { afterQuiet } from './quiet.ts'
import { messageWords } from './words.ts'

const RULE = { threshold: 0.9, clearBelow: 0.8, forSeconds: 120 }
const FINE: AlertStanding = { state: 'fine', since: null }

/** The states after each value, one minute apart. */
function states(values: (number | null)[], rule = RULE): string[] {
  let standing = FINE
  return values.map((value, minute) => {
    standing = nextAlert(standing, { value, now: new Date(minute * 60_000) }, rule)
    return standing.state
  })
}

test('it fires when the value has been too high for long enough, and is over when it was low for as long', () => {
  expect(states([0.95, 0.95, 0.95, 0.7, 0.7, 0.7])).toEqual([
    'fine',
    'fine',
    'firing',
    'firing',
    'firing',
    'fine',
  ])
})

test('a peak fires nothing, and a value between the two marks changes nothing', () => {
  expect(new Set(states([0.95, 0.5, 0.95, 0.5, 0.95]))).toEqual(new Set(['fine']))
  const trembling = states([1, 1, 1, ...Array.from({ length: 20 }, (_, index) => 0.85 + 0.1 * (index % 2))])
  expect(trembling.slice(2)).toEqual(Array(21).fill('firing'))
})

test('what is not known decides nothing', () => {
  expect(states([0.95, null, 0.95])).toEqual(['fine', 'fine', 'firing'])
  expect(states([1, 1, 1, null, null, null]).at(-1)).toBe('firing')
})

test('without a time to wait it fires at once', () => {
  expect(states([1, 0.5, 1], { ...RULE, forSeconds: 0 })).toEqual(['firing', 'fine', 'firing'])
})

test('what comes in the quiet time waits for its end, over midnight and in the time zone of the reader', () => {
  const night = { from: 22 * 60, until: 7 * 60, timeZone: 'Europe/Berlin' }
  const at = (text: string) => new Date(text)
  expect(afterQuiet(night, at('2026-01-10T21:30:20Z'))).toEqual(at('2026-01-11T06:00:00Z'))
  expect(afterQuiet(night, at('2026-01-11T05:59:59Z'))).toEqual(at('2026-01-11T06:00:00Z'))
  for (const day of ['2026-01-11T06:00:00Z', '2026-01-11T20:59:00Z'])
    expect(afterQuiet(night, at(day))).toEqual(at(day))
  expect(afterQuiet(null, at('2026-01-11T05:00:00Z'))).toEqual(at('2026-01-11T05:00:00Z'))
})

const whole = {
  ...{ name: 'Memory', guestId: null, subject: 'memoryShare', ...RULE, email: true },
  ...{ webhookUrl: null, quiet: null, enabled: true },
}

test('a rule that could never be over, tells nobody or has a name of two lines is refused', () => {
  expect(SaveRuleRequest.safeParse(whole).success).toBe(true)
  const faults = [
    { clearBelow: 0.95 },
    { email: false },
    { name: 'a\r\nBcc: x@example.test' },
    { webhookUrl: 'file:///etc/passwd' },
    { quiet: { from: 1, until: 2, timeZone: 'Nowhere/Land' } },
    { threshold: Number.NaN },
  ]
  for (const fault of faults)
    expect(SaveRuleRequest.safeParse({ ...whole, ...fault }).success, JSON.stringify(fault)).toBe(false)
})

test('a message is one line with the guest, the figure and where it fires', () => {
  const message = {
    ...{ event: 'firing' as const, guest: { id: 'g', name: 'web' }, value: 0.934, threshold: 0.9 },
    ...{ rule: { id: 'r', name: 'Memory', subject: 'memoryShare' as const }, at: '2026-01-01T00:00:00Z' },
    host: null,
  }
  expect(messageWords(message)).toBe('Alert: web – memory in use, of its limit: 93 % (fires at 90 %)')
  const rule = { id: 'r', name: 'Storage', subject: 'hostStorageShare' as const }
  expect(messageWords({ ...message, rule, guest: null, host: { id: 'h', name: 'host1' } })).toBe(
    'Alert: host host1 – storage in use: 93 % (fires at 90 %)',
  )
})
