import { expect, test } from 'vitest'
import { enforcementWords, unenforcedWords } from './enforcement-words.ts'

const NOW = Date.UTC(2026, 0, 1, 12)
const THREE_MINUTES_AGO = new Date(NOW - 180_000).toISOString()

test('a limit that something enforces says what, and by which proof', () => {
  const proved = {
    enforcement: 'project',
    measuredAt: THREE_MINUTES_AGO,
    provedAt: THREE_MINUTES_AGO,
  } as const
  expect(enforcementWords(proved, NOW)).toBe('Enforced by the kernel, proved by a self-test 3 minutes ago')
  expect(enforcementWords({ ...proved, provedAt: null }, NOW)).toBe(
    'Enforced by the kernel, not proved by a self-test yet',
  )
  expect(enforcementWords({ enforcement: 'image', measuredAt: null }, NOW)).toBe('Enforced by an image')
  expect(unenforcedWords(proved, 'space', NOW)).toBeNull()
})

test('a disk that nothing limits says so with the moment of its measure, and never has a bar', () => {
  const none = { enforcement: 'none', measuredAt: THREE_MINUTES_AGO, provedAt: THREE_MINUTES_AGO } as const
  expect(enforcementWords(none, NOW)).toBe('NOT enforced, measured 3 minutes ago')
  expect(enforcementWords({ ...none, measuredAt: null }, NOW)).toBe('NOT enforced, not measured yet')
  expect(enforcementWords(none, null)).toBe('NOT enforced')
  expect(unenforcedWords(none, 'space', NOW)).toBe('NOT enforced, measured 3 minutes ago')
  expect(unenforcedWords(none, 'inodes', NOW)).toBe('NOT enforced, measured 3 minutes ago')
})

test('btrfs stops space and says that it does not stop inodes', () => {
  const btrfs = { enforcement: 'btrfs', measuredAt: null, provedAt: null } as const
  expect(unenforcedWords(btrfs, 'space', NOW)).toBeNull()
  expect(unenforcedWords(btrfs, 'inodes', NOW)).toMatch(/NOT enforced: btrfs/)
})
