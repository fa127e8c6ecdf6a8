import { expect, test } from 'vitest'
import { notForRole, roleWords } from './role-words.ts'

test('a role of an account is called as the account called it, whatever that is', () => {
  expect(roleWords('support')).toBe('support')
  expect(roleWords('Night shift')).toBe('Night shift')
  expect(notForRole({ roleName: 'constructor' })).toBe('Your role (constructor) may not do this.')
  expect(roleWords(null)).toBe('')
})
