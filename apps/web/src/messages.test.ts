import { ERROR_CODES } from '@vserver/core/errors'
import { expect, test } from 'vitest'
import { errorInfo, messageFor } from './messages.ts'

const wire = (vserver: Record<string, unknown>) => ({ message: 'x', data: { vserver } })

test('every code has a sentence that ends and says what to do', () => {
  for (const code of ERROR_CODES) {
    const message = messageFor(wire({ code, subject: null, hint: null }))
    expect(message, code).toMatch(/^[A-Z“].+\. .+\.$/)
  }
})

test('the subject is named and the hint of the server wins over the general advice', () => {
  expect(messageFor(wire({ code: 'ALREADY_EXISTS', subject: 'web-1', hint: null }))).toBe(
    '“web-1” is already taken. Choose another one.',
  )
  expect(messageFor(wire({ code: 'INVALID_STATE', subject: 'web-1', hint: 'Start it first.' }))).toBe(
    '“web-1” cannot do that in its present state. Start it first.',
  )
})

test('an answer without our data is a fault of the panel, no answer is a lost connection', () => {
  expect(errorInfo({ data: { code: 'INTERNAL_SERVER_ERROR' } }).code).toBe('INTERNAL')
  expect(errorInfo(wire({ code: 'MADE_UP' })).code).toBe('INTERNAL')
  expect(messageFor(new TypeError('Failed to fetch'))).toMatch(/^The panel did not answer/)
  expect(messageFor(undefined)).toMatch(/^The panel did not answer/)
})

test('the request id reaches the page', () => {
  expect(errorInfo(wire({ code: 'INTERNAL', requestId: 'r-1' })).requestId).toBe('r-1')
})

test('a hint that says the same is not said twice', () => {
  const hint = 'The host does not answer now; the guest keeps running.'
  expect(messageFor(wire({ code: 'HOST_UNREACHABLE', hint }))).toBe(hint)
})
