import { expect, test } from 'vitest'
import { startHistory, step, stepBack } from './history.ts'

test('steps are taken back one by one, down to the beginning', () => {
  const three = step(step(startHistory('a'), 'b'), 'c')
  expect(three.now).toBe('c')
  expect(stepBack(three).now).toBe('b')
  expect(stepBack(stepBack(three)).now).toBe('a')
  expect(stepBack(stepBack(stepBack(three))).now).toBe('a')
})

test('typing one word is one step', () => {
  const typed = ['s', 'ss', 'ssh'].reduce((all, text) => step(all, text, 'remote'), startHistory(''))
  expect(stepBack(typed).now).toBe('')
  expect(stepBack(step(typed, 'ssh 2', 'ports')).now).toBe('ssh')
})
