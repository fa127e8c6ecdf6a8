import { expect, test } from 'vitest'
import { IpAddress, IpPrefix, isGuestAddress, isWithin } from '../address/model.ts'
import { Firewall } from '../firewall/model.ts'
import { Network } from '../network/model.ts'
import { networkFromWire, networkToWire } from './wire-network.ts'

test('an address has one spelling', () => {
  expect(IpAddress.parse('2001:DB8:0:0:0:0:0:1')).toBe('2001:db8::1')
  expect(IpPrefix.parse('192.0.2.7')).toBe('192.0.2.7/32')
  expect(IpPrefix.parse('2001:db8::/48')).toBe('2001:db8::/48')
  for (const bad of [
    '',
    '1',
    '0x7f000001',
    '192.0.2',
    '192.0.2.256',
    '::1%eth0',
    '192.0.2.1/33',
    '::/129',
    '1.2.3.4/',
  ]) {
    expect(IpPrefix.safeParse(bad).success, bad).toBe(false)
  }
})

test('no guest has an address of many, of none, or of a link', () => {
  const forbidden = [
    '0.0.0.0',
    '127.0.0.1',
    '169.254.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'ff02::1',
  ]
  for (const address of [...forbidden, '::ffff:192.0.2.1'])
    expect(isGuestAddress(address), address).toBe(false)
  for (const address of ['192.0.2.1', '10.0.0.1', '2001:db8::1', 'fd00::1']) {
    expect(isGuestAddress(address), address).toBe(true)
  }
  expect(isWithin('192.0.2.200', '192.0.2.0/24')).toBe(true)
  expect(isWithin('2001:db8::1', '192.0.2.0/24')).toBe(false)
})

test('a network that contradicts itself is refused by the field', () => {
  const fieldsOf = (network: object) =>
    Network.safeParse(network).error?.issues.map(({ path }) => path.join('.')) ?? []
  expect(fieldsOf({ mode: 'private', addresses: ['192.0.2.1', '2001:db8::1'], nat: true })).toEqual([])
  expect(fieldsOf({ addresses: ['192.0.2.1'] })).toEqual(['addresses'])
  expect(fieldsOf({ mode: 'shared' })).toEqual(['addresses'])
  expect(fieldsOf({ mode: 'private', link: 'bridge' })).toEqual(['parent'])
  expect(fieldsOf({ mode: 'private', addresses: ['192.0.2.1/24'] })).toEqual(['addresses'])
  expect(fieldsOf({ mode: 'private', addresses: ['192.0.2.1', '192.0.2.1/24'] })).toEqual([
    'addresses',
    'addresses',
  ])
  expect(fieldsOf({ mode: 'shared', addresses: ['192.0.2.1'], nat: true })).toEqual(['nat'])
  expect(fieldsOf({ mode: 'none', raw: true })).toEqual(['raw'])
})

test('a network comes back from the wire as it went', () => {
  const networks = [
    {},
    { mode: 'private', addresses: ['192.0.2.1', '2001:db8::1'], nat: true, peers: true, mtu: 1400 },
    {
      mode: 'private',
      link: 'bridge',
      parent: 'br0',
      addresses: ['192.0.2.1/24'],
      gateways: ['2001:db8::ffff'],
    },
    { mode: 'shared', addresses: ['192.0.2.1'], raw: true, multicast: true, nameservers: ['192.0.2.53'] },
  ].map((network) => Network.parse(network))
  for (const network of networks) expect(networkFromWire(networkToWire(network))).toEqual(network)
})

test('a rule has ports with TCP and UDP alone', () => {
  const rule = {
    direction: 'in',
    verdict: 'accept',
    protocol: 'tcp',
    ports: { first: 80, last: 80 },
    remote: null,
    log: false,
  }
  const accepts = (change: object) => Firewall.safeParse({ rules: [{ ...rule, ...change }] }).success
  expect(accepts({})).toBe(true)
  expect(accepts({ protocol: 'any' })).toBe(false)
  expect(accepts({ ports: { first: 81, last: 80 } })).toBe(false)
  expect(accepts({ protocol: 'icmpv6', ports: null, remote: '192.0.2.1' })).toBe(false)
  expect(Firewall.parse({})).toMatchObject({ in: 'accept', rules: [] })
})
