import { expect, test } from 'vitest'
import { detailWords } from './detail-words.ts'

test('a change of limits is told in units people use', () => {
  expect(detailWords('limit.set', '{"memoryBytes":469762048,"cpuMillicores":null}')).toBe(
    'memory 448 MiB, processor no limit',
  )
})

test('a code becomes the sentence it stands for', () => {
  expect(detailWords('guest.start', 'INVALID_STATE')).toBe('This item cannot do that in its present state.')
})

test('anything else is shown as it was written', () => {
  expect(detailWords('address.keep', 'to the office')).toBe('to the office')
  for (const written of [
    '{"other":1}',
    '{"memoryBytes":"much"}',
    '{"mounts":5}',
    '{"boot":{"mark":"x"}}',
    '[1]',
  ])
    expect(detailWords('runtime.set', written)).toBe(written)
})

test.each([
  ['guest.create', 'S, debian-12, for Ada', 'S, debian-12, for Ada'],
  ['guest.transfer', 'from Ada to Bob', 'from Ada to Bob'],
  ['console.close', 'after 75 s', 'after 1 min 15 s'],
  ['consent.ask', 'for 15 min: it does not boot', 'for 15 min 0 s: it does not boot'],
  ['batch.stop', '1 guests', '1 guest'],
])('what the service of %s writes is said in words', (action, written, said) => {
  expect(detailWords(action, written)).toBe(said)
})

test('a recording is told by the reader’s own clock', () => {
  const written = 'console of Sam, 2026-11-23T06:01:28.926Z'
  expect(detailWords('recording.play', written)).toMatch(/^console of Sam, 23 Nov 2026, \d\d:01:28$/)
})
