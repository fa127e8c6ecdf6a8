import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepAsked } from './keep-asked.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function asked(question: (time: number) => Promise<void>) {
  let times = 0
  const errors: unknown[] = []
  const kept = keepAsked({
    question: () => question(++times),
    onError: (error) => void errors.push(error),
  })
  return { kept, errors, times: () => times }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('it is asked at once, at every news, and every ten seconds', async () => {
  const { kept, times } = asked(async () => {})
  await pass(0)
  expect(times()).toBe(1)
  kept.ask()
  await pass(0)
  expect(times()).toBe(2)
  await pass(10_000)
  expect(times()).toBe(3)
  kept.stop()
  kept.ask()
  await pass(60_000)
  expect(times()).toBe(3)
})

test('news that come while it is asked are asked for once more, however many', async () => {
  const answers: (() => void)[] = []
  const { kept, times } = asked(() => new Promise((resolve) => void answers.push(resolve)))
  for (let news = 0; news < 5; news += 1) kept.ask()
  expect(times()).toBe(1)
  answers[0]?.()
  await pass(0)
  expect(times()).toBe(2)
  answers[1]?.()
  await pass(0)
  expect(times()).toBe(2)
  kept.stop()
})

test('a question that nobody could answer is asked again within a moment, not in ten seconds', async () => {
  const { kept, times, errors } = asked(async (time) => {
    if (time < 3) throw new Error('the database is away')
  })
  await pass(0)
  expect([times(), errors.length]).toEqual([1, 1])
  await pass(100)
  expect(times()).toBe(2)
  await pass(500)
  expect([times(), errors.length]).toEqual([3, 2])
  await pass(5000)
  expect(times()).toBe(3)
  kept.stop()
})

test('a question that is not answered holds no later news up, and is not asked over and over', async () => {
  const answers: (() => void)[] = []
  const { kept, times } = asked(() => new Promise((resolve) => void answers.push(resolve)))
  await pass(9000)
  expect(times()).toBe(1)
  kept.ask()
  expect(times()).toBe(2)
  kept.ask()
  await pass(2000)
  expect(times()).toBe(3)
  for (let news = 0; news < 50; news += 1) kept.ask()
  await pass(60_000)
  expect(times()).toBe(3)
  answers[0]?.()
  await pass(0)
  expect(times()).toBe(4)
  kept.stop()
})

test('a question that fails late is asked again then', async () => {
  const fails: ((error: Error) => void)[] = []
  const { kept, times } = asked(() => new Promise((_, reject) => void fails.push(reject)))
  await pass(5000)
  expect(times()).toBe(1)
  fails[0]?.(new Error('the connection is lost'))
  await pass(0)
  expect(times()).toBe(2)
  kept.stop()
})

test('an end that fails is tried again, and nothing is asked any more once it is stopped', async () => {
  const { kept, times } = asked(async () => {
    throw new Error('the socket is in an odd state')
  })
  await pass(600)
  expect(times()).toBe(3)
  kept.stop()
  await pass(60_000)
  expect(times()).toBe(3)
})
