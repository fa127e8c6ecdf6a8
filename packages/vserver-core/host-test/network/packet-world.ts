import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { buildProgram } from '../programs.ts'
import { HostNamespace } from './host-namespace.ts'

/** Also in program/forge.c, which sends as guest 2. */
const address4 = (xid: number) => `203.0.113.${xid}`
const address6 = (xid: number) => `2001:db8:203::${xid}`
const guestMac = (xid: number) => `02:00:00:00:02:0${xid}`
const hostMac = (xid: number) => `02:00:00:00:01:0${xid}`

export type Traffic = { bytes: number; packets: number }
export type Use = { in: Traffic; in4: Traffic; out: Traffic; spoofed: number; rateDropped: number }
export type Background = { stop(): Promise<string[]> }

/**
 * A host that is played, with guests that are only a network namespace each, which have every right in it;
 * between them nothing but the packet programs, as the supervisor sets them up.
 */
export class PacketWorld {
  readonly host = HostNamespace.open()
  readonly instance = `t${randomBytes(5).toString('hex')}`
  readonly #guests: string[] = []

  static open(): PacketWorld {
    const world = new PacketWorld()
    onTestFinished(() => world.#close())
    world.host.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1')
    return world
  }

  /** What the native code does in the host's namespace, see program/packet.c. */
  call(...argv: string[]): string {
    return this.host.run(buildProgram('packet'), this.instance, ...argv)
  }

  /** The programs are there before the link is up, so that they see all of it. */
  addGuest(xid: number): Guest {
    const path = `/run/netns/${this.instance}${xid}`
    execFileSync('ip', ['netns', 'add', `${this.instance}${xid}`])
    this.#guests.push(path)
    const guest = new Guest(this, xid, path)
    const end = ['peer', 'name', 'eth0', 'address', guestMac(xid), 'netns', `${this.instance}${xid}`]
    this.host.run('ip', 'link', 'add', guest.device, 'address', hostMac(xid), 'type', 'veth', ...end)
    this.call('attach', guest.device)
    this.call('bind', guest.name, `${xid}`, guest.device, ...guest.binding())
    this.#joinHost(guest)
    this.#joinGuest(guest)
    return guest
  }

  #joinHost({ device, four, six, xid }: Guest): void {
    const run = (text: string) => this.host.run('ip', ...text.split(' '))
    run(`link set ${device} addrgenmode none`)
    run(`addr add 169.254.0.1/32 scope link dev ${device}`)
    run(`-6 addr add fe80::1/64 dev ${device} nodad`)
    run(`link set ${device} up`)
    for (const address of [four, six]) {
      run(`neigh add ${address} lladdr ${guestMac(xid)} dev ${device} nud permanent`)
      run(`route add ${address} dev ${device}`)
    }
  }

  #joinGuest({ four, six, xid, run: inside }: Guest): void {
    const run = (text: string) => inside('ip', ...text.split(' '))
    run('link set lo up')
    run(`addr add ${four}/32 dev eth0`)
    run(`-6 addr add ${six}/128 dev eth0 nodad`)
    run('link set eth0 up')
    for (const gateway of ['169.254.0.1', 'fe80::1']) {
      run(`neigh add ${gateway} lladdr ${hostMac(xid)} dev eth0 nud permanent`)
    }
    run(`route add default via 169.254.0.1 dev eth0 onlink src ${four}`)
    run(`-6 route add default via fe80::1 dev eth0 onlink src ${six}`)
  }

  #close(): void {
    for (const path of this.#guests) execFileSync('ip', ['netns', 'delete', path.slice('/run/netns/'.length)])
    this.host.close()
    rmSync(`/sys/fs/bpf/${this.instance}`, { recursive: true, force: true })
  }
}

export class Guest {
  readonly #world: PacketWorld
  readonly xid: number
  readonly path: string

  constructor(world: PacketWorld, xid: number, path: string) {
    this.#world = world
    this.xid = xid
    this.path = path
  }

  get name(): string {
    return `guest${this.xid}`
  }

  /** The host's end. */
  get device(): string {
    return `vs${this.xid}`
  }

  get four(): string {
    return address4(this.xid)
  }

  get six(): string {
    return address6(this.xid)
  }

  get enter(): string[] {
    return ['nsenter', `--net=${this.path}`, '--']
  }

  binding(flags = 0): string[] {
    return [guestMac(this.xid), hostMac(this.xid), `${flags}`, this.four, this.six]
  }

  readonly run = (...argv: string[]): string => {
    const [program = '', ...rest] = [...this.enter, ...argv]
    return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** As RUN/network-use has it, IPv4 and IPv6 together. */
  use(): Use {
    const figures = this.#world.call('use', this.name).trim().split(' ').map(Number)
    const sum = (index: number) => (figures[index] ?? Number.NaN) + (figures[index + 2] ?? Number.NaN)
    return {
      in: { bytes: sum(0), packets: sum(1) },
      in4: { bytes: figures[0] ?? Number.NaN, packets: figures[1] ?? Number.NaN },
      out: { bytes: sum(4), packets: sum(5) },
      ...{ spoofed: figures[8] ?? Number.NaN, rateDropped: figures[9] ?? Number.NaN },
    }
  }

  /** Bytes of the interface itself, from the guest's side of the link. Source: ip-link(8), -statistics. */
  interfaceUse(): { in: number; out: number } {
    const [link] = JSON.parse(this.#world.host.run('ip', '-s', '-j', 'link', 'show', this.device))
    return { in: link.stats64.tx.bytes, out: link.stats64.rx.bytes }
  }
}

/** A program that says "ready", and ends when its input does; what else it has said. */
export async function startInBackground(enter: string[], ...argv: string[]): Promise<Background> {
  const [program = '', ...rest] = [...enter, ...argv]
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const reader = createInterface(child.stdout)
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${argv.join(' ')} has ended`)))
    reader.on('line', (line) => (line === 'ready' ? resolve() : lines.push(line)))
  })
  return { stop: () => stop(child, lines) }
}

async function stop(child: ChildProcess, lines: string[]): Promise<string[]> {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.stdin?.end()
  await ended
  return lines
}
