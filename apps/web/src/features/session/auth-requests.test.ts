import { expect, test } from 'vitest'
import { codeRefusal, refusal } from './auth-requests.ts'

test('a refused sign-in never says which half was wrong', () => {
  expect(refusal(401, null)).toBe(refusal(400, null))
  expect(refusal(401, null)).not.toMatch(/unknown|no such|not registered/i)
})

test('a rate limit says how long to wait', () => {
  expect(refusal(429, 42)).toMatch('42 seconds')
  expect(refusal(429, null)).toMatch('a minute')
})

test('a fault of the panel is not blamed on the password', () => {
  expect(refusal(503, null)).not.toMatch(/password/)
})

test('a refused code says what to do', () => {
  expect(codeRefusal(403)).toMatch('next one')
  expect(codeRefusal(401)).toMatch('password')
  expect(codeRefusal(429)).toMatch('quarter of an hour')
})
