import { expect, test } from 'vitest'
import { operationFault } from './operation-fault.ts'

const failed = (code: string, message: string, hint: string | null = null) => ({
  subject: 'web',
  error: { code, message, hint },
})

test('the host says itself what it was that was not found, and what to do', () => {
  const error = failed('NOT_FOUND', 'The template of web is not on this host.', 'Build the template first.')
  expect(operationFault(error)).toBe('The template of web is not on this host. Build the template first.')
  expect(operationFault(failed('NO_CAPACITY', 'The storage of the host is full.'))).toBe(
    'The storage of the host is full.',
  )
})

test('a fault inside is told in the words of the panel', () => {
  expect(operationFault(failed('INTERNAL', 'ENOENT at x'))).toMatch(/^Something went wrong/)
  expect(operationFault(failed('NO_CAPACITY', ''))).toMatch(/not enough room for “web”/)
})

test('what did not fail has no fault', () => {
  expect(operationFault({ subject: 'web', error: null })).toBeNull()
})
