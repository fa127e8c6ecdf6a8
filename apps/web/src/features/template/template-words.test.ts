import { expect, test } from 'vitest'
import { deleteDenied, guestsWords, shortChecksum, unusedWords } from './template-words.ts'

test('guests of a template are named as far as there is room', () => {
  expect(guestsWords([])).toBe('no guest')
  expect(guestsWords(['web-1'])).toBe('web-1')
  expect(guestsWords(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
})

test('a checksum is short enough for a column', () => {
  expect(shortChecksum('0123456789abcdef'.repeat(4))).toBe('0123456789ab')
})

test('a version that is used cannot be deleted, and says by whom', () => {
  expect(deleteDenied({ guests: ['web-1', 'web-2'] })).toBe('Used by web-1, web-2.')
  expect(deleteDenied({ guests: [] })).toBeNull()
})

test('a collection says beforehand how many versions and how much', () => {
  expect(unusedWords([{ bytes: 1024 }, { bytes: null }])).toBe('2 versions, up to 1 KiB')
  expect(unusedWords([{ bytes: null }])).toBe('1 version')
})
