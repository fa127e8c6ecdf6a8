import { test as base } from 'vitest'
import { Firewall } from '../../src/firewall/model.ts'
import { GuestName, Xid } from '../../src/guest/model.ts'
import { Network, NO_NETWORK } from '../../src/network/model.ts'
import { openScratch, type Scratch } from '../scratch.ts'
import { HostNamespace } from './host-namespace.ts'
import { forward, StandIn } from './stand-in.ts'
import { ask, Talkers } from './talk.ts'

export const GUEST4 = '203.0.113.7'
export const GUEST6 = '2001:db8:203::7'
export const OTHER4 = '203.0.113.8'
export const OTHER6 = '2001:db8:203::8'

type Rule = Partial<Firewall['rules'][number]>

/** A rule that lets everything in, but for what is said. */
export function rule(change: Rule): Firewall['rules'][number] {
  return {
    ...{ direction: 'in' as const, verdict: 'accept' as const, protocol: 'any' as const },
    ...{ ports: null, remote: null, log: false },
    ...change,
  }
}

export const port = (first: number, last = first) => ({ first, last })

/** A played host with a broker, somebody outside, and two namespaces in place of guests. */
export class World {
  readonly namespace: HostNamespace
  readonly scratch: Scratch & { close(): Promise<void> }
  readonly guest: StandIn
  readonly other: StandIn
  readonly talkers = new Talkers()

  constructor(scratch: World['scratch'], namespace: HostNamespace) {
    this.scratch = scratch
    this.namespace = namespace
    this.guest = new StandIn(namespace, 7, [GUEST4, GUEST6])
    this.other = new StandIn(namespace, 8, [OTHER4, OTHER6])
  }

  get table(): string {
    return `vserver-${this.scratch.instance}`
  }

  /** The firewall of the guest (xid 7, `guest`) or of the other one (xid 8, `other`). */
  async set(change: Partial<Firewall>, who: 'guest' | 'other' = 'guest'): Promise<void> {
    const addresses = who === 'guest' ? [GUEST4, GUEST6] : [OTHER4, OTHER6]
    await this.scratch.host.network.setFirewall({
      name: GuestName.parse(who),
      xid: Xid.parse(who === 'guest' ? 7 : 8),
      network: Network.parse({ ...NO_NETWORK, mode: 'private', addresses }),
      firewall: Firewall.parse(change),
    })
  }

  hits(who = 'guest') {
    return this.scratch.host.network.getFirewall(GuestName.parse(who))
  }

  /** From outside to the guest, by both families: what was heard. */
  async askIn(protocol: 'tcp' | 'udp', at: number): Promise<[string, string]> {
    const place = this.namespace.enterOutside
    return Promise.all([ask(place, protocol, GUEST4, at), ask(place, protocol, GUEST6, at)])
  }

  async close(): Promise<void> {
    await this.talkers.close()
    await this.scratch.close()
    this.guest.close()
    this.other.close()
    this.namespace.close()
  }
}

/** Each test file has one world; each test begins without rules and servers. */
export const test = base.extend<{ shared: World; world: World }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const namespace = HostNamespace.open()
      const scratch = await openScratch({ networkNamespace: namespace.path, parked: 0 })
      const world = new World(scratch, namespace)
      forward(namespace)
      await use(world)
      await world.close()
    },
    { scope: 'file' },
  ],
  world: async ({ shared }, use) => {
    await shared.talkers.close()
    await shared.set({})
    await shared.set({}, 'other')
    await use(shared)
  },
})
