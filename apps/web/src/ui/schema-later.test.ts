import { expect, test } from 'vitest'
import { z } from 'zod'
import { schemaLater } from './schema-later.ts'

test('a schema is asked for once, and again when its script did not come', async () => {
  const answers = [Promise.reject(new Error('no network')), Promise.resolve(z.string())]
  let asked = 0
  const later = schemaLater(() => {
    asked += 1
    return answers[asked - 1] ?? Promise.reject(new Error('asked too often'))
  })
  await expect(later.load()).rejects.toThrow('no network')
  const [first, second] = await Promise.all([later.load(), later.load()])
  expect(first).toBe(second)
  expect(await later.load()).toBe(first)
  expect(asked).toBe(2)
})
