import { expect, test } from 'vitest'
import { addressDenied, roleOfAddress } from './address-words.ts'

const all = [
  { address: '192.0.2.1', family: 4 as const },
  { address: '2001:db8::1', family: 6 as const },
  { address: '192.0.2.2', family: 4 as const },
]

test('the first of each family is what a guest sends from', () => {
  expect(all.map((one) => roleOfAddress(one, all))).toEqual(['first', 'only', 'other'])
})

test('who may not give addresses is told whom to ask', () => {
  expect(addressDenied('reseller', 'private')).toBeNull()
  expect(addressDenied('admin', 'none')).toMatch('change its network first')
  expect(addressDenied('customer', 'private')).toMatch('provider')
  expect(addressDenied('support', 'private')).toMatch('sellers')
})
