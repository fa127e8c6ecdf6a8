import { expect, test } from 'vitest'
import { holderWords, poolUse, poolWords } from './address-words.ts'
import { NONE, PoolForm } from './pool-form.ts'

const USE = { assigned: 3, reserved: 1, quarantined: 2, free: 8 }

test('a pool tells what is taken of how many', () => {
  expect(poolUse(USE)).toEqual({ taken: 6, of: 14 })
  expect(poolWords(USE)).toBe('3 assigned, 1 kept, 2 resting, 8 free')
})

test('the free addresses of a large IPv6 network are not counted', () => {
  const large = { assigned: 1, reserved: 0, quarantined: 0, free: null }
  expect(poolUse(large)).toEqual({ taken: 1, of: null })
  expect(poolWords(large)).toBe('1 assigned, more free than can be counted')
})

test('an address tells whose it is', () => {
  const nobody = { guest: null, customer: null, reseller: null, note: null }
  const named = (name: string) => ({ id: name, name })
  expect(holderWords({ ...nobody, guest: named('web1'), customer: named('Ada') })).toBe('web1 of Ada')
  expect(holderWords({ ...nobody, reseller: named('Shop'), note: 'moving in' })).toBe('for Shop: moving in')
  expect(holderWords({ ...nobody, note: 'router' })).toBe('router')
  expect(holderWords(nobody)).toBe('nobody')
})

const ROUTED = {
  name: 'v4',
  prefix: '192.0.2.0/24',
  kind: 'public',
  hostId: NONE,
  link: 'routed',
  parent: '',
  gateway: '',
  reverseZone: '',
}

test('empty boxes of a pool are no values', () => {
  expect(PoolForm.parse(ROUTED)).toMatchObject({
    hostId: null,
    gateway: null,
    parent: null,
    reverseZone: null,
  })
})

test('a bridge needs its device, and a gateway has to be an address', () => {
  const wrong = PoolForm.safeParse({ ...ROUTED, link: 'bridge', gateway: '192.0.2' })
  expect(wrong.error?.issues.map(({ path }) => path[0])).toContain('gateway')
  const noDevice = PoolForm.safeParse({ ...ROUTED, link: 'bridge' })
  expect(noDevice.error?.issues).toMatchObject([{ path: ['parent'] }])
  expect(PoolForm.parse({ ...ROUTED, link: 'bridge', parent: 'br0' })).toMatchObject({ parent: 'br0' })
})

test('a device that was typed before the link was changed back is forgotten', () => {
  expect(PoolForm.parse({ ...ROUTED, parent: 'br0' })).toMatchObject({ link: 'routed', parent: null })
})
