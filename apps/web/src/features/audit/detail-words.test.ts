import { expect, test } from 'vitest'
import { detailWords } from './detail-words.ts'

test('a change of limits is told in units people use', () => {
  expect(detailWords('{"memoryBytes":469762048,"cpuMillicores":null}')).toBe(
    'memory 448 MiB, processor no limit',
  )
})

test('a code becomes the sentence it stands for', () => {
  expect(detailWords('INVALID_STATE')).toBe('This item cannot do that in its present state.')
})

test('anything else is shown as it was written', () => {
  expect(detailWords('S, debian-12, for Ada')).toBe('S, debian-12, for Ada')
  for (const written of [
    '{"other":1}',
    '{"memoryBytes":"much"}',
    '{"mounts":5}',
    '{"boot":{"mark":"x"}}',
    '[1]',
  ])
    expect(detailWords(written)).toBe(written)
})
