import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'

/** Addresses of the host that is played, of its gateway, and of somebody far away behind that gateway. */
export const HOST4 = '198.51.100.2'
export const HOST6 = '2001:db8:100::2'
export const GATEWAY4 = '198.51.100.1'
export const GATEWAY6 = '2001:db8:100::1'
export const FAR4 = '192.0.2.80'
export const FAR6 = '2001:db8:80::80'
/** Routed to the host by its gateway: what guests are given. */
export const GUESTS4 = '203.0.113.0/24'
export const GUESTS6 = '2001:db8:203::/48'
/** The host's device towards its gateway. */
export const UPLINK = 'uplink'

export type HostNamespaceOptions = {
  /** The host has no IPv6 at all. */
  withoutIpv6?: boolean
  /** The host has no default route. */
  withoutUplink?: boolean
}

/**
 * A network namespace that plays the host, joined by a veth to another one that plays the outside world:
 * gateway and far-away address. Nothing is done to the machine's own namespace.
 */
export class HostNamespace {
  readonly #name = `vst${randomBytes(4).toString('hex')}`
  /** For the broker's --network-namespace. */
  readonly path = `/run/netns/${this.#name}h`
  readonly outsidePath = `/run/netns/${this.#name}o`

  static open(options: HostNamespaceOptions = {}): HostNamespace {
    const namespace = new HostNamespace()
    namespace.#make(options)
    return namespace
  }

  /** Runs a program in the host that is played; its output. */
  run(...argv: string[]): string {
    return inNamespace(this.path, argv)
  }

  /** Likewise outside. */
  outside(...argv: string[]): string {
    return inNamespace(this.outsidePath, argv)
  }

  /** Of nsenter, for programs that a test starts by itself. */
  get enter(): string[] {
    return ['nsenter', `--net=${this.path}`, '--']
  }

  get enterOutside(): string[] {
    return ['nsenter', `--net=${this.outsidePath}`, '--']
  }

  /** The namespaces go when nobody is in them any more. */
  close(): void {
    for (const path of [this.path, this.outsidePath]) {
      if (existsSync(path)) execFileSync('ip', ['netns', 'delete', path.slice('/run/netns/'.length)])
    }
  }

  #make({ withoutIpv6 = false, withoutUplink = false }: HostNamespaceOptions): void {
    for (const path of [this.path, this.outsidePath]) {
      execFileSync('ip', ['netns', 'add', path.slice('/run/netns/'.length)])
    }
    const peer = ['peer', 'name', 'world', 'netns', `${this.#name}o`]
    this.run('ip', 'link', 'add', UPLINK, 'type', 'veth', ...peer)
    for (const enter of [this.run, this.outside]) enter.call(this, 'ip', 'link', 'set', 'lo', 'up')
    // Who asks by /reach need not be root there either.
    for (const enter of [this.run, this.outside]) {
      enter.call(this, 'sysctl', '-qw', 'net.ipv4.ping_group_range=0 2147483647')
    }
    if (withoutIpv6) this.run('sysctl', '-qw', ...ALL_WITHOUT_IPV6)
    // A link-local address of the kernel's choice comes a second later, into the middle of a test.
    this.run('ip', 'link', 'set', UPLINK, 'addrgenmode', 'none', 'up')
    this.outside('ip', 'link', 'set', 'world', 'addrgenmode', 'none', 'up')
    this.#addressOutside()
    this.#addressHost(withoutIpv6, withoutUplink)
  }

  #addressOutside(): void {
    this.outside('ip', 'addr', 'add', `${GATEWAY4}/24`, 'dev', 'world')
    this.outside('ip', 'addr', 'add', `${FAR4}/32`, 'dev', 'lo')
    this.outside('ip', 'route', 'add', GUESTS4, 'via', HOST4)
    this.outside('ip', '-6', 'addr', 'add', 'fe80::1/64', 'dev', 'world', 'nodad')
    this.outside('ip', '-6', 'addr', 'add', `${GATEWAY6}/64`, 'dev', 'world', 'nodad')
    this.outside('ip', '-6', 'addr', 'add', `${FAR6}/128`, 'dev', 'lo', 'nodad')
    this.outside('ip', '-6', 'route', 'add', GUESTS6, 'via', HOST6)
  }

  #addressHost(withoutIpv6: boolean, withoutUplink: boolean): void {
    this.run('ip', 'addr', 'add', `${HOST4}/24`, 'dev', UPLINK)
    if (!withoutUplink) this.run('ip', 'route', 'add', 'default', 'via', GATEWAY4)
    if (withoutIpv6) return
    this.run('ip', '-6', 'addr', 'add', 'fe80::2/64', 'dev', UPLINK, 'nodad')
    this.run('ip', '-6', 'addr', 'add', `${HOST6}/64`, 'dev', UPLINK, 'nodad')
    if (!withoutUplink) this.run('ip', '-6', 'route', 'add', 'default', 'via', GATEWAY6)
  }
}

const ALL_WITHOUT_IPV6 = [
  'net.ipv6.conf.all.disable_ipv6=1',
  'net.ipv6.conf.default.disable_ipv6=1',
  `net.ipv6.conf.${UPLINK}.disable_ipv6=1`,
]

/** Not by `ip netns exec`, which mounts sysfs anew and hides the control groups. */
function inNamespace(path: string, argv: readonly string[]): string {
  return execFileSync('nsenter', [`--net=${path}`, '--', ...argv], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
