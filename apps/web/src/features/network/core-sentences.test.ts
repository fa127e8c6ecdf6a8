import { IpAddress, IpPrefix } from '@vserver/core/address/model'
import { FirewallRule } from '@vserver/core/firewall/model'
import { DeviceName, Network } from '@vserver/core/network/model'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { CORE_SENTENCES } from './core-sentences.ts'

const refusal = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message
const RULE = { direction: 'in', verdict: 'accept', protocol: 'tcp', ports: null, remote: null, log: false }
const ROUTED = { mode: 'private', addresses: ['192.0.2.1'] }

test('what the models refuse with is known by its words, so that a form can say it in any language', () => {
  const refusals = [
    refusal(IpAddress, '192.0.2.300'),
    refusal(IpPrefix, '192.0.2.0/33'),
    refusal(DeviceName, '-'),
    refusal(Network, { ...ROUTED, addresses: ['127.0.0.1'] }),
    refusal(Network, { ...ROUTED, addresses: ['192.0.2.1', '192.0.2.1'] }),
    refusal(Network, { ...ROUTED, nameservers: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] }),
    refusal(Network, { mode: 'none', addresses: ['192.0.2.1'] }),
    refusal(Network, { mode: 'shared', addresses: [] }),
    refusal(Network, { mode: 'shared', addresses: ['192.0.2.1'], mtu: 1400 }),
    refusal(Network, { ...ROUTED, link: 'bridge' }),
    refusal(Network, { ...ROUTED, gateways: ['192.0.2.2'] }),
    refusal(Network, { ...ROUTED, multicast: true }),
    refusal(FirewallRule, { ...RULE, ports: { first: 3, last: 2 } }),
    refusal(FirewallRule, { ...RULE, protocol: 'icmp', ports: { first: 1, last: 2 } }),
    refusal(FirewallRule, { ...RULE, protocol: 'icmp', remote: '2001:db8::1' }),
  ]
  expect(refusals.filter((words) => !(CORE_SENTENCES as readonly unknown[]).includes(words))).toEqual([])
})
