import { expect, test } from 'vitest'
import { describeExit } from './exit-status.ts'

test('the end of a shell is told as waitpid(2) saw it', () => {
  expect(describeExit(0)).toBe('The shell has ended.')
  expect(describeExit(130 << 8)).toBe('The shell has ended with exit code 130.')
  expect(describeExit(9)).toBe('The shell was ended by signal 9.')
})
