import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { buildProgram } from '../programs.ts'
import { SLOWNESS } from '../slowness.ts'
import type { Mode, Subject } from './checks.ts'
import {
  FAR4,
  FAR6,
  GATEWAY4,
  GUESTS4,
  GUESTS6,
  HOST4,
  HOST6,
  type HostNamespace,
  UPLINK,
} from './host-namespace.ts'

/** Ports and names as network/program/check.h has them. */
const CONTROL = 7007
const LOOPBACK = 7101
const WILD = 7102
const WEB = 80
const ABSTRACT = 'vserver-network-check'

/** The guests of the play: those that the statements are about, and two that listen. */
export type Role = Subject | 'neighbour' | 'friend'

/** Each has its own part of the documentation's prefixes; the first of each family is the one it sends from. */
export const ADDRESSES: Record<Role, string[]> = {
  plain: addressesFrom(10),
  granted: addressesFrom(12),
  neighbour: ['203.0.113.20/32', '2001:db8:203::20/128'],
  friend: ['203.0.113.30/32', '2001:db8:203::30/128'],
}

/** What others than the host listen on; `wildcard` is what their servers have in place of their addresses. */
export function servicesOf(name: 'neighbour' | 'friend', wildcard?: string): string[] {
  const [own4 = '', own6 = ''] = ADDRESSES[name].map(withoutPrefix)
  const web = wildcard === undefined ? [own4, own6] : [wildcard]
  const loopback = wildcard === undefined ? [] : [...both('127.0.0.1', LOOPBACK), ...both('::1', LOOPBACK)]
  return [
    ...web.flatMap((address) => both(address, WEB)),
    ...[...both(own4, CONTROL), ...both(own6, CONTROL)],
    ...loopback,
    `unix,${ABSTRACT}-${name}`,
  ]
}

/** What the checks know of everybody. */
export function factsFor(subject: Subject, mode: Mode, namespace: HostNamespace): string {
  const [own4, own4b, own6, own6b] = ADDRESSES[subject].map(withoutPrefix)
  const [neighbour4, neighbour6] = ADDRESSES.neighbour.map(withoutPrefix)
  const [friend4, friend6] = ADDRESSES.friend.map(withoutPrefix)
  const uplinkIndex = Number.parseInt(namespace.run('ip', '-o', 'link', 'show', UPLINK), 10)
  const facts = {
    ...{ own4, own4b, own6, own6b, neighbour4, neighbour6, friend4, friend6 },
    ...{ host4: HOST4, host6: HOST6, gateway4: GATEWAY4, outside4: FAR4, outside6: FAR6 },
    ...{ uplink: UPLINK, uplink_index: uplinkIndex, mode, slowness: SLOWNESS },
  }
  return Object.entries(facts)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

/** Those who stand in namespaces of the host's side. */
export class Agents {
  readonly #namespace: HostNamespace
  readonly #children: ChildProcess[] = []

  constructor(namespace: HostNamespace) {
    this.#namespace = namespace
  }

  /** Somebody out in the world, and the host with its own servers. */
  async stand(): Promise<void> {
    // As systemd sets it on hosts; a guest in the host's stack has the host's.
    this.#namespace.run('sysctl', '-qw', 'net.ipv4.ping_group_range=0 2147483647')
    // It answers as who it is asked as, whichever of its addresses that is.
    for (const [guests, by, far] of [
      [GUESTS4, HOST4, FAR4],
      [GUESTS6, HOST6, FAR6],
    ] as const)
      this.#namespace.outside('ip', 'route', 'replace', guests, 'via', by, 'src', far)
    await this.#spawn(this.#namespace.enterOutside, 'outside', [
      `tcp,::,${CONTROL}`,
      `udp,0.0.0.0,${CONTROL}`,
      `udp6,::,${CONTROL}`,
    ])
    await this.onHost('host', [
      ...[...both(HOST4, CONTROL), ...both(HOST6, CONTROL)],
      ...[...both('127.0.0.1', LOOPBACK), ...both('::1', LOOPBACK), ...both('::', WILD)],
      `unix,${ABSTRACT}-host`,
    ])
  }

  onHost(name: string, services: string[]): Promise<void> {
    return this.#spawn(this.#namespace.enter, name, services)
  }

  async #spawn(enter: string[], name: string, services: string[]): Promise<void> {
    const [program = '', ...before] = enter
    const argv = [...before, buildProgram('network'), 'agent', name, String(SLOWNESS), ...services]
    const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#children.push(child)
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'ready') return
      throw new Error(`The agent ${name} says: ${line}`)
    }
    throw new Error(`The agent ${name} ended.`)
  }

  async close(): Promise<void> {
    for (const child of this.#children.filter(({ exitCode }) => exitCode === null)) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
}

function addressesFrom(last: number): string[] {
  const four = [last, last + 1].map((one) => `203.0.113.${one}/32`)
  return [...four, ...[last, last + 1].map((one) => `2001:db8:203::${one}/128`)]
}

function withoutPrefix(prefix: string): string {
  return prefix.split('/')[0] ?? prefix
}

function both(address: string, port: number): string[] {
  return [`tcp,${address},${port}`, `udp,${address},${port}`]
}
