import { expect, test } from 'vitest'
import { nextOrder, sortRows } from './sort-rows.ts'

const ROWS = [
  { name: 'b', bytes: 9 },
  { name: 'a', bytes: 10 },
  { name: 'c', bytes: 9 },
]
const COLUMNS = [
  { id: 'name', sortBy: (row: { name: string }) => row.name },
  { id: 'bytes', sortBy: (row: { bytes: number }) => row.bytes },
  { id: 'actions' },
]
const names = (order: Parameters<typeof sortRows>[2]) =>
  sortRows<(typeof ROWS)[number]>(ROWS, COLUMNS, order).map(({ name }) => name)

test('numbers are ordered by size, words by the alphabet, equals as they were', () => {
  expect(names({ id: 'bytes', descending: true })).toEqual(['a', 'b', 'c'])
  expect(names({ id: 'bytes', descending: false })).toEqual(['b', 'c', 'a'])
  expect(names({ id: 'name', descending: false })).toEqual(['a', 'b', 'c'])
})

test('without an order, and by a column that has none, rows stay as they came', () => {
  expect(names(null)).toEqual(['b', 'a', 'c'])
  expect(names({ id: 'actions', descending: true })).toEqual(['b', 'a', 'c'])
})

test('the first press on a header shows the largest first, the next one turns it round', () => {
  const first = nextOrder(null, 'bytes')
  expect(first).toEqual({ id: 'bytes', descending: true })
  expect(nextOrder(first, 'bytes')).toEqual({ id: 'bytes', descending: false })
  expect(nextOrder(first, 'name')).toEqual({ id: 'name', descending: true })
})
