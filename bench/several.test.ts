import { expect, test } from 'vitest'
import { forSeveral } from './several.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('each is done once', async () => {
  const numbers = Array.from({ length: 30 }, (_, index) => index)
  const done: number[] = []
  await forSeveral(numbers, async (number) => {
    await pause(number % 3)
    done.push(number)
  })
  expect(done.toSorted((a, b) => a - b)).toEqual(numbers)
})

test('after a failure nothing is under way and nothing more begins', async () => {
  const begun = new Set<number>()
  const under = new Set<number>()
  const act = async (number: number) => {
    begun.add(number)
    under.add(number)
    await pause(number === 3 ? 1 : 20)
    under.delete(number)
    if (number === 3) throw new Error('three')
  }
  const numbers = Array.from({ length: 100 }, (_, index) => index)
  await expect(forSeveral(numbers, act)).rejects.toThrow('three')
  expect(under.size).toBe(0)
  expect(begun.size).toBeLessThan(20)
})
