import { readFile } from 'node:fs/promises'
import { getSystemErrorName } from 'node:util'
import { HOST_NETWORK, NETWORK_TIER, type ReplyOf } from '@vserver/native'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { HOST_NETWORK_FEATURES, type HostNetwork, type NetworkUse } from '../network/model.ts'
import type { Broker } from './broker.ts'
import type { Paths } from './paths.ts'
import { firewallToWire, networkFromWire, networkToWire, prefixFromWire } from './wire-network.ts'

export function linuxNetwork(broker: Broker, paths: Paths): Host['network'] {
  return {
    set: async (name, network) =>
      networkFromWire(await broker.ask('networkSet', { name, network: networkToWire(network) }, name)),
    get: async (name) => {
      const { network, device, programs, programsMissing } = await broker.ask('networkGet', { name }, name)
      return {
        ...{ network: networkFromWire(network), device: device === '' ? null : device },
        ...{ programs, programsMissing },
      }
    },
    use: async () => {
      const { measuredAt, durationUs } = await broker.ask('networkUse', {}, 'network')
      const text = await readFile(paths.networkUse, 'utf8')
      const guests = text.split('\n').filter(Boolean).map(parseLine)
      return { at: new Date(measuredAt).toISOString(), durationUs, guests }
    },
    setFirewall: async ({ name, xid, network, firewall }) =>
      void (await broker.ask('firewallSet', firewallToWire(name, xid, network, firewall), name)),
    getFirewall: async (name) => {
      const {
        rulesCount,
        inForce,
        rules,
        in: incoming,
        out,
      } = await broker.ask('firewallGet', { name }, name)
      return { inForce: inForce !== 0, rules: rules.slice(0, rulesCount), in: incoming, out }
    },
    probe: async () => hostNetworkOf(await broker.ask('networkProbe', {}, 'network')),
  }
}

function hostNetworkOf(reply: ReplyOf<'networkProbe'>): HostNetwork {
  const tiers = ['refused', 'trusted', 'full'] as const
  return {
    tier: tiers.find((name) => NETWORK_TIER[name] === reply.tier) ?? 'refused',
    tierFailure: reply.tierError === 0 ? null : getSystemErrorName(reply.tierError),
    features: HOST_NETWORK_FEATURES.filter((name) => reply.flags & HOST_NETWORK[name]),
    ...{ uplink: reply.uplink === '' ? null : reply.uplink, uplinkMtu: reply.uplinkMtu },
    blocker: reply.blocker === '' ? null : reply.blocker,
    addresses: reply.addresses.map(prefixFromWire),
  }
}

/** NAME XID, then bytes and packets of in4, in6, out4, out6, then SPOOFED RATE_DROPPED. */
function parseLine(line: string): NetworkUse['guests'][number] {
  const [name = '', , ...figures] = line.split(' ')
  const numbers = figures.map(Number)
  if (numbers.length !== 10 || !numbers.every(Number.isSafeInteger)) {
    throw new VserverError('INTERNAL', 'The broker told the traffic in a form that is not known.', {
      hint: 'Run ./up again.',
    })
  }
  const at = (index: number) => ({ bytes: numbers[index] ?? 0, packets: numbers[index + 1] ?? 0 })
  return {
    ...{ name, in4: at(0), in6: at(2), out4: at(4), out6: at(6) },
    ...{ spoofed: numbers[8] ?? 0, rateDropped: numbers[9] ?? 0 },
  }
}
