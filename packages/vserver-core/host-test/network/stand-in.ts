import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { FAR4, FAR6, type HostNamespace } from './host-namespace.ts'

const LINK_LOCAL4 = '169.254.0.1'
const LINK_LOCAL6 = 'fe80::1'

/** A network namespace joined to the played host as a routed guest is: a veth `vsXID` and routes, nothing in common. */
export class StandIn {
  readonly #name = `vst${randomBytes(4).toString('hex')}g`
  readonly path = `/run/netns/${this.#name}`
  readonly #host: HostNamespace

  constructor(host: HostNamespace, xid: number, addresses: readonly string[]) {
    this.#host = host
    execFileSync('ip', ['netns', 'add', this.#name])
    const device = `vs${xid}`
    host.run('ip', 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.#name)
    host.run('ip', 'addr', 'add', `${LINK_LOCAL4}/32`, 'dev', device, 'scope', 'link')
    host.run('ip', 'link', 'set', device, 'up', 'addrgenmode', 'none')
    host.run('ip', '-6', 'addr', 'add', `${LINK_LOCAL6}/64`, 'dev', device, 'nodad')
    this.run('ip', 'link', 'set', 'lo', 'up')
    this.run('ip', 'link', 'set', 'eth0', 'up')
    for (const address of addresses) this.#give(device, address)
    this.run('ip', 'route', 'add', 'default', 'via', LINK_LOCAL4, 'dev', 'eth0', 'onlink')
    this.run('ip', '-6', 'route', 'add', 'default', 'via', LINK_LOCAL6, 'dev', 'eth0')
  }

  get enter(): string[] {
    return ['nsenter', `--net=${this.path}`, '--']
  }

  run(...argv: string[]): string {
    const [program = '', ...rest] = [...this.enter, ...argv]
    return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  close(): void {
    execFileSync('ip', ['netns', 'delete', this.#name])
  }

  #give(device: string, address: string): void {
    const bits = address.includes(':') ? 128 : 32
    this.run('ip', 'addr', 'add', `${address}/${bits}`, 'dev', 'eth0', ...(bits === 128 ? ['nodad'] : []))
    this.#host.run('ip', 'route', 'add', `${address}/${bits}`, 'dev', device)
  }
}

/** What a broker does for the first guest: the played host passes on what is not for itself. */
export function forward(host: HostNamespace): void {
  host.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1')
}

export const FAR = { 4: FAR4, 6: FAR6 } as const
