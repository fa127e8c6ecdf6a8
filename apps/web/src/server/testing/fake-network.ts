import { type Firewall, OPEN_FIREWALL } from '@vserver/core/firewall/model'
import type { Guest, GuestName } from '@vserver/core/guest/model'
import type { HostNetwork, Network } from '@vserver/core/network/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import type { FakeCall } from './fake-agent.ts'

type Parts = { call: FakeCall; requireGuest(name: GuestName): Guest; put(guest: Guest): void }

/** Networks, firewalls and counters of a host in memory; `send` lets a guest have traffic. */
export function networkCalls({ call, requireGuest, put }: Parts) {
  const firewalls = new Map<GuestName, Firewall>()
  const traffic = new Map<string, GuestTraffic>()
  return {
    firewalls,
    traffic,
    send: (name: string, { inBytes = 0, outBytes = 0 }: { inBytes?: number; outBytes?: number }) => {
      const before = traffic.get(name) ?? noTraffic(name)
      const more = (flow: Flow, bytes: number) => ({ bytes: flow.bytes + bytes, packets: flow.packets + 1 })
      traffic.set(name, { ...before, in4: more(before.in4, inBytes), out6: more(before.out6, outBytes) })
    },
    getNetwork: (name: GuestName) =>
      call('getNetwork', () => {
        const { network, state } = requireGuest(name)
        const told = { network, device: 'vs2', programs: 2, programsMissing: 0 }
        return { network, state: state === 'running' ? told : null }
      }),
    setNetwork: (name: GuestName, network: Network) =>
      call('setNetwork', () => {
        put({ ...requireGuest(name), network })
        return network
      }),
    hostNetwork: () => call('hostNetwork', () => HOST_NETWORK),
    getFirewall: (name: GuestName) =>
      call('getFirewall', () => {
        requireGuest(name)
        return { firewall: firewalls.get(name) ?? OPEN_FIREWALL, hits: null }
      }),
    setFirewall: (name: GuestName, firewall: Firewall) =>
      call('setFirewall', () => {
        requireGuest(name)
        firewalls.set(name, firewall)
        return firewall
      }),
    listTraffic: () => call('listTraffic', () => [...traffic.values()]),
    guestTraffic: (name: GuestName) =>
      call('guestTraffic', () => {
        requireGuest(name)
        return traffic.get(name) ?? null
      }),
  }
}

type Flow = GuestTraffic['in4']

function noTraffic(name: string): GuestTraffic {
  const none = { bytes: 0, packets: 0 }
  const flows = { in4: none, in6: none, out4: none, out6: none }
  return { name, at: '2026-01-01T00:00:00.000Z', ...flows, spoofed: 0, rateDropped: 0 }
}

const HOST_NETWORK: HostNetwork = {
  tier: 'full',
  tierFailure: null,
  features: ['ipv4', 'ipv6', 'nft', 'packet', 'rate'],
  uplink: 'eth0',
  uplinkMtu: 1500,
  blocker: null,
  addresses: ['203.0.113.1/24', '2001:db8:ffff::1/64'],
}
