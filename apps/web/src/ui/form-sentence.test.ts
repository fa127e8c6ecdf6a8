import { expect, test } from 'vitest'
import { z } from 'zod'
import { fieldErrors } from './form-errors.ts'
import { formSentence } from './form-sentence.ts'

const Schema = z.strictObject({
  name: z.string().min(1),
  word: z.string().min(12),
  count: z.number().max(9),
  own: z.email('Ours.'),
})

test('a form never shows the words of the parser', () => {
  const parsed = Schema.safeParse({ name: '', word: 'short', count: 10, own: 'x' }, { error: formSentence })
  expect(parsed.success ? {} : fieldErrors(parsed.error)).toEqual({
    name: 'Fill this in.',
    word: 'Use at least 12 characters.',
    count: 'Use at most 9.',
    own: 'Ours.',
  })
})
