import { expect, test } from 'vitest'
import { withUndo } from './undo.ts'

test('what succeeds is not undone', async () => {
  const undone: string[] = []
  expect(
    await withUndo(async (undo) => {
      undo(() => void undone.push('a'))
      return 7
    }),
  ).toBe(7)
  expect(undone).toEqual([])
})

test('steps are undone last first, and a failing one hides neither the cause nor the others', async () => {
  const undone: string[] = []
  const work = withUndo(async (undo) => {
    undo(() => void undone.push('first'))
    undo(() => Promise.reject(new Error('undo')))
    undo(() => void undone.push('last'))
    throw new Error('cause')
  })
  await expect(work).rejects.toThrow('cause')
  expect(undone).toEqual(['last', 'first'])
})
