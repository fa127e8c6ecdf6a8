import { expect, test } from 'vitest'
import { Leftovers, opening } from './leftovers.ts'

test('what is newest goes first, and what cannot be taken away keeps nothing else', async () => {
  const gone: string[] = []
  const made = new Leftovers()
  made.add(() => gone.push('mount'))
  made.add(async () => {
    throw new Error('The broker does not end.')
  })
  made.add(() => gone.push('guest'))
  await expect(made.close()).rejects.toThrow('The broker does not end.')
  expect(gone).toEqual(['guest', 'mount'])
  await made.close()
  expect(gone).toHaveLength(2)
})

test('what fails to open takes away what it has made, and says why it failed', async () => {
  const gone: string[] = []
  const failing = opening(async (made) => {
    made.add(() => gone.push('mount'))
    throw new Error('There is no compiler.')
  })
  await expect(failing).rejects.toThrow('There is no compiler.')
  expect(gone).toEqual(['mount'])
})
