import { expect, test } from 'vitest'
import { stepTo } from './step-to.ts'

test.each([
  ['ArrowDown', 0, 1],
  ['ArrowDown', 2, 0],
  ['ArrowUp', 0, 2],
  ['ArrowUp', 2, 1],
  ['Home', 2, 0],
  ['End', 0, 2],
  ['a', 1, null],
  ['ArrowLeft', 1, null],
])('%s at %s of three leads to %s', (key, index, to) => {
  expect(stepTo(key, index, 3)).toBe(to)
})

test('in an empty list no key leads anywhere', () => {
  expect(stepTo('ArrowDown', -1, 0)).toBeNull()
})
