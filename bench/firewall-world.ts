import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Firewall } from '@vserver/core/firewall/model'
import { GuestName, Xid } from '@vserver/core/guest/model'
import { type LinuxHost, linuxHost } from '@vserver/core/linux'
import { Network } from '@vserver/core/network/model'
import { removeGroups } from './groups.ts'

const PROGRAMS = path.resolve(import.meta.dirname, '../packages/native/bin')
const START_MS = 8000
/** Above any number of rounds, so that stopping guests is never braked. */
const BURST = '1000000'
/** Two guests' places; the others of a crowd have rules and no packets. */
const SENDER = { xid: 2, address: '10.99.0.2' }
export const RECEIVER = { xid: 3, address: '10.99.0.3' }
/** Let in, and not let in by the receiver's rules. */
export const OPEN_PORT = 5000
export const CLOSED_PORT = 6000
const RULES = 10

/** A network namespace that plays a host, with the namespaces of two guests, and a broker for it. */
export type FirewallWorld = {
  host: LinuxHost
  /** In the sender's namespace. */
  enter: string[]
  /** Gives the guest of this number a firewall of 10 rules. */
  set(number: number): Promise<void>
  tables(): string
  close(): Promise<void>
}

/** `packets` is the driver's program. */
export async function openFirewallWorld(packets: string): Promise<FirewallWorld> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  const instance = `bench-${randomBytes(4).toString('hex')}`
  const names = ['h', 'a', 'b'].map((end) => `${instance}${end}`)
  const [hostPath = '', senderPath = '', receiverPath = ''] = names.map((name) => `/run/netns/${name}`)
  for (const name of names) execFileSync('ip', ['netns', 'add', name])
  within(hostPath, 'ip', 'link', 'set', 'lo', 'up')
  within(hostPath, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
  join(hostPath, `${instance}a`, senderPath, SENDER)
  join(hostPath, `${instance}b`, receiverPath, RECEIVER)
  const server = spawn('nsenter', [
    ...[`--net=${receiverPath}`, '--', packets],
    ...['answer', RECEIVER.address, `${OPEN_PORT}`],
  ])
  await new Promise((resolve) => server.stdout.once('data', resolve))
  const { host, close } = await openInstance(instance, directory, hostPath)
  return {
    host,
    enter: ['nsenter', `--net=${senderPath}`, '--'],
    set: (number) => setFirewall(host, number),
    tables: () => within(hostPath, 'nft', 'list', 'tables'),
    close: async () => {
      await end(server, 'SIGKILL')
      await close()
      for (const name of names) execFileSync('ip', ['netns', 'delete', name])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** As a broker joins a routed guest. */
function join(host: string, name: string, guest: string, end: typeof SENDER): void {
  const device = `vs${end.xid}`
  within(host, 'ip', 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  within(host, 'ip', 'addr', 'add', '169.254.0.1/32', 'dev', device, 'scope', 'link')
  within(host, 'ip', 'link', 'set', device, 'up')
  within(host, 'ip', 'route', 'add', `${end.address}/32`, 'dev', device)
  within(guest, 'ip', 'link', 'set', 'lo', 'up')
  within(guest, 'ip', 'link', 'set', 'eth0', 'up')
  within(guest, 'ip', 'addr', 'add', `${end.address}/32`, 'dev', 'eth0')
  within(guest, 'ip', 'route', 'add', 'default', 'via', '169.254.0.1', 'dev', 'eth0', 'onlink')
}

export function within(namespace: string, ...argv: string[]): string {
  return execFileSync('nsenter', [`--net=${namespace}`, '--', ...argv], { encoding: 'utf8' })
}

/** What interrupts the benchmark may have ended it already. */
export async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

/** A broker for a host that is played by a network namespace. */
export async function openInstance(instance: string, directory: string, namespace: string, parked = 0) {
  const [runDir, dataDir] = [path.join(directory, 'run'), path.join(directory, 'data')]
  for (const kind of ['guests', 'consoles', 'templates']) mkdirSync(`${runDir}/${kind}`, { recursive: true })
  for (const kind of ['guests', 'bin', 'templates']) {
    mkdirSync(`${dataDir}/storage/${kind}`, { recursive: true, mode: 0o700 })
  }
  const args = ['--instance', instance, '--run', runDir, '--data', dataDir, '--programs', PROGRAMS]
  args.push('--agent-uid', '0', '--agent-gid', '0', '--parked', String(parked))
  args.push('--network-namespace', namespace, '--stop-burst', BURST, '--delete-burst', BURST)
  const log = openSync(`${directory}/broker.log`, 'w')
  const broker = spawn(`${PROGRAMS}/vs-broker`, args, { stdio: ['ignore', log, log], detached: true })
  const deadline = Date.now() + START_MS
  while (!existsSync(`${runDir}/broker.sock`)) {
    if (Date.now() > deadline || broker.exitCode !== null) throw new Error('The broker did not start.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const host = await linuxHost({ instance, runDir, dataDir })
  const close = async () => {
    host.close()
    await end(broker, 'SIGTERM')
    await removeGroups(instance)
  }
  return { host, runDir, brokerPid: broker.pid ?? 0, close }
}

/** The receiver is number 3, as its xid; the last rule lets its open port in. */
function setFirewall(host: LinuxHost, number: number): Promise<void> {
  const addresses = [`10.99.${number >> 8}.${number & 255}`]
  const network = Network.parse({ mode: 'private', addresses })
  const guest = { name: GuestName.parse(`guest-${number}`), xid: Xid.parse(number), network }
  return setFirewallOf(host, guest, OPEN_PORT)
}

/** Ten rules that let in UDP ports, the last one this. */
export async function setFirewallOf(
  host: LinuxHost,
  guest: { name: GuestName; xid: Xid; network: Network },
  lastPort: number,
): Promise<void> {
  const rule = (first: number) => ({
    ...{ direction: 'in', verdict: 'accept', protocol: 'udp', ports: { first, last: first } },
    ...{ remote: null, log: false },
  })
  const rules = Array.from({ length: RULES }, (_, index) => rule(lastPort - RULES + 1 + index))
  await host.network.setFirewall({ ...guest, firewall: Firewall.parse({ in: 'drop', rules }) })
}
