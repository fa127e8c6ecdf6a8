import { VserverError } from '../errors.ts'
import { type Firewall, OPEN_FIREWALL } from '../firewall/model.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { HostNetwork, Network, NetworkUse } from '../network/model.ts'

/** The network of a host in memory; tests move the counters. */
export class FakeNetwork {
  readonly networks = new Map<GuestName, Network>()
  readonly firewalls = new Map<GuestName, Firewall>()
  use: NetworkUse['guests'] = []
  host: HostNetwork = {
    tier: 'full',
    tierFailure: null,
    features: ['ipv4', 'ipv6', 'nft', 'packet', 'rate'],
    uplink: 'eth0',
    uplinkMtu: 1500,
    blocker: null,
    addresses: ['203.0.113.1/24'],
  }
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  port(): Host['network'] {
    return {
      set: async (name, network) => {
        this.networks.set(name, network)
        return network
      },
      get: async (name) => {
        const network = this.networks.get(name)
        if (network === undefined) throw new VserverError('INVALID_STATE', `${name} is not running.`)
        return { network, device: null, programs: 0, programsMissing: 0 }
      },
      use: async () => ({ at: new Date(this.#now()).toISOString(), durationUs: 0, guests: this.use }),
      setFirewall: async ({ name, firewall }) => void this.firewalls.set(name, firewall),
      getFirewall: async (name) => {
        const { rules } = this.firewalls.get(name) ?? OPEN_FIREWALL
        const none = { packets: 0, bytes: 0 }
        return { inForce: true, rules: rules.map(() => none), in: none, out: none }
      },
      probe: async () => this.host,
    }
  }
}
