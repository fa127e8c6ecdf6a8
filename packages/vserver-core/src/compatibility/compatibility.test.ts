import { expect, test } from 'vitest'
import { ADDITIONAL_CAPABILITIES, CONTEXT_CAPABILITIES, DEFAULT_CAPABILITIES } from '../context/model.ts'
import { LIMIT_FIELDS } from '../limit/model.ts'
import { ROWS } from './index.ts'

test('every row has an id of its own', () => {
  const ids = ROWS.map(({ id }) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

test('what is the same or better has a test, and what is not done has none to show', () => {
  const isHeld = ({ tests }: (typeof ROWS)[number]) => tests.length > 0
  const done = ROWS.filter(({ fit }) => fit === 'same' || fit === 'better')
  expect(done.filter((row) => !isHeld(row)).map(({ id }) => id)).toEqual([])
  const planned = ROWS.filter(({ fit }) => fit === 'planned')
  expect(planned.filter(isHeld).map(({ id }) => id)).toEqual([])
})

test('every limit and context capability stands for something of Linux-VServer', () => {
  const ours = new Set<string>(ROWS.flatMap((row) => row.ours))
  const wanted = [
    ...LIMIT_FIELDS.map((field) => `limit.${field}`).filter((name) => name !== 'limit.swapBytes'),
    ...CONTEXT_CAPABILITIES.map((name) => `contextCapability.${name}`),
  ]
  expect(wanted.filter((name) => !ours.has(name))).toEqual([])
})

test('every capability that can be granted or taken has its row', () => {
  const names = ROWS.filter(({ section }) => section === 'capability').map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining([...DEFAULT_CAPABILITIES, ...ADDITIONAL_CAPABILITIES]))
})

test('every reason ends as a sentence and is short enough for a table', () => {
  const wrong = ROWS.filter(({ reason }) => !reason.endsWith('.') || reason.length > 120)
  expect(wrong.map(({ id }) => id)).toEqual([])
})
