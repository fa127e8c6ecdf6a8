import { expect, test } from 'vitest'
import { NO_NETWORK } from '@/server/services/plan/model.ts'
import { addressWords, planNetworkFacts, quotaWords } from './plan-network-words.ts'

const SOLD = { ...NO_NETWORK, mode: 'private' as const, addresses4: 1, addresses6: 1 }

test('a plan says how its guests are joined to the network', () => {
  expect(planNetworkFacts(NO_NETWORK)).toEqual(['no network'])
  expect(planNetworkFacts({ ...SOLD, trafficBytes: 2 ** 40 })).toEqual([
    'private network',
    '1 IPv4 and 1 IPv6 address',
    '1 TiB traffic a month',
  ])
})

test('private addresses are not sold as public ones', () => {
  expect(addressWords({ addresses4: 2, addresses6: 0, addressKind: 'private' })).toBe(
    '2 IPv4 addresses, private',
  )
  expect(addressWords({ addresses4: 0, addresses6: 0, addressKind: 'public' })).toBeNull()
})

test('what comes beyond the quota is said with its speed and its day', () => {
  expect(quotaWords(SOLD)).toBeNull()
  const metered = { ...SOLD, trafficBytes: 2 ** 40, trafficResetDay: 5 }
  expect(quotaWords({ ...metered, trafficAction: 'throttle' })).toBe(
    'Beyond 1 TiB a month it is slowed to 1 Mbit/s. A month begins on day 5.',
  )
  expect(quotaWords({ ...metered, trafficAction: 'suspend' })).toMatch('it is stopped.')
})
