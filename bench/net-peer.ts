import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { within } from './firewall-world.ts'

/** Where programs can be run. */
export type Place = {
  /** Of nsenter. */
  enter: string[]
  /** Control group that the program joins by itself. */
  group?: string
  address: string
}

export const placeIn = (namespace: string, address: string): Place => ({
  enter: ['nsenter', `--net=${namespace}`, '--'],
  address,
})

export const OUTSIDE = '198.51.100.1'
export const HOST = '198.51.100.2'

/** Network namespaces with names that nobody else has, which go together. */
export class Namespaces {
  readonly #prefix = `bench-${randomBytes(4).toString('hex')}`
  readonly #names: string[] = []

  /** Returns the path of a new one; its loopback is up. */
  add(): string {
    const name = `${this.#prefix}-${this.#names.length}`
    execFileSync('ip', ['netns', 'add', name])
    this.#names.push(name)
    within(`/run/netns/${name}`, 'ip', 'link', 'set', 'lo', 'up')
    return `/run/netns/${name}`
  }

  close(): void {
    for (const name of this.#names) execFileSync('ip', ['netns', 'delete', name])
  }
}

const ip = (namespace: string, text: string) => within(namespace, 'ip', ...text.split(' '))

/** A host and somebody outside, who reaches by it what is routed there. */
export function addHost(namespaces: Namespaces, routed: string): { host: string; outside: string } {
  const [host, outside] = [namespaces.add(), namespaces.add()]
  ip(host, `link add uplink type veth peer name world netns ${outside.slice('/run/netns/'.length)}`)
  ip(host, `addr add ${HOST}/24 dev uplink`)
  ip(outside, `addr add ${OUTSIDE}/24 dev world`)
  ip(host, 'link set uplink up')
  ip(outside, 'link set world up')
  ip(host, `route add default via ${OUTSIDE}`)
  ip(outside, `route add ${routed} via ${HOST}`)
  return { host, outside }
}

/** As LXC's lxc-net and podman's netavark do it: a bridge with the gateway's address, hidden behind the host. */
const HIDDEN = '10.88.0.0/16'
const RULES = `table inet peer {
  chain postrouting {
    type nat hook postrouting priority 100;
    ip saddr ${HIDDEN} ip daddr != ${HIDDEN} masquerade
  }
}
`

export type BridgeHost = { first: Place; second: Place; outside: Place }

/** What is bridged does not pass the rules: neither of the two loads br_netfilter, which is built into some kernels. */
export function addBridgeHost(namespaces: Namespaces): BridgeHost {
  const { host, outside } = addHost(namespaces, HIDDEN)
  ip(host, 'link add br0 type bridge')
  ip(host, 'addr add 10.88.0.1/16 dev br0')
  ip(host, 'link set br0 up')
  within(host, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
  within(host, 'sysctl', '-qew', 'net.bridge.bridge-nf-call-iptables=0')
  execFileSync('nsenter', [`--net=${host}`, '--', 'nft', '-f', '-'], { input: RULES })
  const ends = ['10.88.0.2', '10.88.0.3'].map((address, index) => {
    const namespace = namespaces.add()
    ip(host, `link add veth${index} type veth peer name eth0 netns ${namespace.slice('/run/netns/'.length)}`)
    ip(host, `link set veth${index} master br0 up`)
    ip(namespace, `addr add ${address}/16 dev eth0`)
    ip(namespace, 'link set eth0 up')
    ip(namespace, 'route add default via 10.88.0.1')
    return placeIn(namespace, address)
  })
  const [first, second] = ends
  if (first === undefined || second === undefined) throw new Error('unreachable')
  return { first, second, outside: placeIn(outside, OUTSIDE) }
}
