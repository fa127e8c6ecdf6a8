import { expect, test } from 'vitest'
import { EMPTY_TOKEN, TokenForm } from './token-form.ts'

const FILLED = { ...EMPTY_TOKEN, name: 'deploy', permissions: ['guest.read'] }

test('networks are typed in one box, with spaces, commas or lines between them', () => {
  const prefixes = ' 192.0.2.0/24,2001:db8::/32\n198.51.100.7 '
  expect(TokenForm.parse({ ...FILLED, prefixes })).toMatchObject({
    guestId: null,
    prefixes: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7/32'],
  })
  expect(TokenForm.safeParse({ ...FILLED, prefixes: 'office' }).success).toBe(false)
})

test('a token needs a name, something that it may do, and an end', () => {
  for (const wrong of [{ name: ' ' }, { permissions: [] }, { days: 0 }, { days: 367 }, { days: Number.NaN }])
    expect(TokenForm.safeParse({ ...FILLED, ...wrong }).success).toBe(false)
})
