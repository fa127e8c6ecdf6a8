import { expect, test } from 'vitest'
import { deniedLines, predictionWords, sharingWords, verifyWords } from './files-words.ts'

const MIB = 1024 ** 2

test('what is shared is told apart from what is its own and from what was not counted', () => {
  expect(sharingWords({ ownBytes: 23 * MIB, sharedBytes: 412 * MIB })).toBe(
    'Shares 412 MiB with its template and other guests; 23 MiB are its own.',
  )
  expect(sharingWords({ ownBytes: 23 * MIB, sharedBytes: 0 })).toBe('It shares nothing; 23 MiB are its own.')
  expect(sharingWords({ ownBytes: MIB, sharedBytes: null })).toMatch(/not counted yet/)
})

test('the gain of unifying is told before it runs, also when there is none', () => {
  expect(predictionWords({ files: 3001, pooled: 1204, savedBytes: 88 * MIB })).toBe(
    'It frees about 88 MiB: 1,204 of its 3,001 own files can be shared.',
  )
  expect(predictionWords({ files: 10, pooled: 4, savedBytes: 0 })).toMatch(/nothing is freed today/)
  expect(predictionWords({ files: 0, pooled: 0, savedBytes: 0 })).toMatch(/nothing to gain/)
})

test('a check says how much it looked at and whether all was well', () => {
  expect(verifyWords({ objects: 18_204, problems: 0 })).toBe('18,204 objects checked, all as they should be.')
  expect(verifyWords({ objects: 1, problems: 1 })).toBe('1 object checked, 1 problem: see the log.')
})

test('reasons are told with what they forbid, each once', () => {
  const denied = { unify: null, fold: 'Stop it first.', clone: 'Stop it first.', verify: null }
  const reasons = { ...denied, convert: 'Your role (reseller) may not do this.' }
  expect(deniedLines((button) => reasons[button])).toEqual([
    'Fold layers, clone: stop it first.',
    'Change backend: your role (reseller) may not do this.',
  ])
  expect(deniedLines(() => null)).toEqual([])
})
