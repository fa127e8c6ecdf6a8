import { Network } from '@vserver/core/network/model'
import { expect, test } from 'vitest'
import { flagsOf, networkChange, toDraft } from './network-draft.ts'

const PRIVATE = Network.parse({ mode: 'private', addresses: ['10.1.0.1'], nat: true, mtu: 1400 })

test('a form that was not touched changes nothing', () => {
  expect(networkChange(PRIVATE, toDraft(PRIVATE))).toEqual({})
})

test('what differs is sent, field by field', () => {
  expect(networkChange(PRIVATE, { mode: 'private', flags: ['peers'], mtu: null })).toEqual({
    nat: false,
    peers: true,
    mtu: null,
  })
})

test('settings that a new mode has not are left to the server to end', () => {
  expect(networkChange(PRIVATE, { mode: 'shared', flags: ['nat', 'raw'], mtu: 1400 })).toEqual({
    mode: 'shared',
    raw: true,
  })
  expect(networkChange(PRIVATE, { mode: 'none', flags: ['nat'], mtu: 1400 })).toEqual({ mode: 'none' })
})

test('on a common layer 2 the host decides nothing for the guest', () => {
  expect(flagsOf('private', 'bridge')).toEqual([])
  expect(flagsOf('private', 'routed')).toEqual(['nat', 'peers'])
})
