import { Network } from '@vserver/core/network/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import { expect, test } from 'vitest'
import type { NetworkView } from '@/server/services/network/model.ts'
import { lackWords } from './lack-words.ts'
import { LINK_WORDS, MODE_WORDS } from './mode-words.ts'
import { modeDenied, speedBetween } from './network-words.ts'
import { blockerAdvice, networkTroubles } from './trouble-words.ts'

const HOST: NetworkView['host'] = {
  tier: 'full',
  tierFailure: null,
  features: ['ipv4', 'ipv6', 'nft', 'packet', 'rate'],
  uplink: 'eth0',
  uplinkMtu: 1500,
  blocker: null,
}
const FINE: Parameters<typeof networkTroubles>[0] = {
  network: Network.parse({ mode: 'private', addresses: ['192.0.2.1'] }),
  state: { device: 'vs2', programs: 2, programsMissing: 0 },
  inStep: true,
  host: HOST,
}
const idsOf = (change: Partial<typeof FINE>) => networkTroubles({ ...FINE, ...change }).map(({ id }) => id)

test('a network that is as it should be has no trouble', () => {
  expect(idsOf({})).toEqual([])
  expect(idsOf({ state: null })).toEqual([])
})

test('a guest whose programs are missing is told to be frozen, with what to do', () => {
  const state = { device: 'vs2', programs: 2, programsMissing: 1 }
  const [trouble] = networkTroubles({ ...FINE, state })
  expect(trouble).toMatchObject({ id: 'frozen', tone: 'bad' })
  expect(trouble?.text).toMatch('1 of 2 packet programs')
  expect(trouble?.text).toMatch('Restart it')
})

test('a foreign firewall is named, and its own remedy told', () => {
  const host = { ...HOST, blocker: 'table ip filter, chain DOCKER' }
  expect(networkTroubles({ ...FINE, host })[0]?.text).toMatch('DOCKER-USER')
  expect(blockerAdvice('inet firewalld filter_FORWARD')).toMatch('zone')
  expect(blockerAdvice('ip filter ufw-forward')).toMatch('DEFAULT_FORWARD_POLICY')
  expect(blockerAdvice('inet mine forward')).toMatch('vs*')
  expect(idsOf({ network: Network.parse({}), host })).toEqual([])
})

test('an address that has not reached the host, or none at all, is told', () => {
  expect(idsOf({ inStep: false })).toEqual(['outOfStep'])
  expect(idsOf({ network: Network.parse({ mode: 'private' }) })).toEqual(['noAddress'])
})

test('what a host lacks is told with its consequence', () => {
  expect(lackWords(HOST)).toEqual([])
  const bare = lackWords({ ...HOST, features: ['ipv4'] })
  expect(bare).toHaveLength(4)
  expect(bare.join(' ')).toMatch('install nftables')
  expect(lackWords({ ...HOST, uplink: null, features: ['nft', 'packet', 'rate'] })).toHaveLength(1)
})

test('a mode is changed while the guest is stopped', () => {
  expect(modeDenied('stopped')).toBeNull()
  expect(modeDenied('running')).toMatch('stop it')
  expect(modeDenied('unknown')).toMatch('does not answer')
})

const flow = (bytes: number) => ({ bytes, packets: 1 })
const use = (second: number, bytes: number): GuestTraffic => ({
  name: 'web1',
  at: new Date(second * 1000).toISOString(),
  ...{ in4: flow(bytes), in6: flow(0), out4: flow(0), out6: flow(2 * bytes) },
  ...{ spoofed: 0, rateDropped: 0 },
})

test('speed is what passed between two readings, and never less than nothing', () => {
  expect(speedBetween(use(0, 0), use(10, 1_000_000))).toEqual({ inBits: 800_000, outBits: 1_600_000 })
  expect(speedBetween(use(0, 500), use(10, 0))).toEqual({ inBits: 0, outBits: 0 })
  expect(speedBetween(use(0, 0), use(0, 9))).toBeNull()
  expect(speedBetween(null, use(0, 0))).toBeNull()
})

test('who shares layer 2 is told so, and what the shared network does not hide is not left out', () => {
  expect(LINK_WORDS.bridge.warning).toMatch('layer 2')
  expect(LINK_WORDS.macvlan.warning).toMatch('layer 2')
  expect(LINK_WORDS.routed.warning).toBeNull()
  expect(MODE_WORDS.shared.keepsNot.length).toBeGreaterThan(0)
})
