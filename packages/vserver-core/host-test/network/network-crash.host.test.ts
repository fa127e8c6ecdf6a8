import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Firewall } from '../../src/firewall/model.ts'
import { killGuest, reconcileGuest, startGuest, stopGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { Network } from '../../src/network/model.ts'
import { awaitFile } from '../own-program.ts'
import { buildProgram } from '../programs.ts'
import type { Scratch } from '../scratch.ts'
import { patient } from '../slowness.ts'
import type { HostNamespace } from './host-namespace.ts'
import { openWithHost } from './private-guest.ts'

const WAIT = { timeout: patient(8000), interval: 50 }
const GUEST = GuestName.parse('crashed')
/** Of the steps of a start and a stop; all of them take minutes. */
const SAMPLES = Number(process.env.VSERVER_CRASH_SAMPLES ?? 6)
const ADDRESSES = ['203.0.113.9/32', '198.51.100.9/32', '2001:db8:203::9/128', '2001:db8:100::9/128']

/** Names and addresses; numbers of devices are new each time. */
const COMMANDS = [
  ['ip', '-br', 'link'],
  ['ip', '-br', 'addr'],
  ...['-4', '-6'].flatMap((family) => [
    ['ip', family, 'route', 'show', 'table', 'all'],
    ['ip', family, 'rule'],
    ['ip', family, 'neigh', 'show', 'proxy'],
  ]),
  ['ip', 'neigh', 'show', 'nud', 'permanent'],
  ['nft', '-s', 'list', 'ruleset'],
  ['tc', 'qdisc', 'show'],
  [
    'sh',
    '-c',
    'grep -r . /proc/sys/net/ipv4/conf/uplink /proc/sys/net/ipv6/conf/uplink 2>/dev/null | sort; true',
  ],
]

const filesBelow = (directory: string) =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted()

/** What the host has for its guest: links, routes, rules, settings, claims, pins. */
function look(host: HostNamespace, { instance, dataDir }: Scratch): string[] {
  const lines = COMMANDS.flatMap((argv) => host.run(...argv).split('\n'))
  const known = lines.map((line) => line.trimEnd().replace(/@if\d+/, ''))
  return [
    ...known.filter((line) => line !== '').toSorted(),
    ...filesBelow(path.join(dataDir, 'network')),
    ...filesBelow(`/sys/fs/bpf/${instance}`),
  ]
}

async function openCrash(network: object) {
  const control = mkdtempSync('/tmp/vserver-crash-')
  onTestFinished(() => rmSync(control, { recursive: true }))
  writeFileSync(path.join(control, 'network'), '')
  const wrapper = [buildProgram('kill-at'), control]
  const { host, scratch } = await openWithHost({ wrapper, parked: 0, brakes: { stopBurst: 1_000_000 } })
  const killBefore = (step: number) => {
    writeFileSync(path.join(control, 'step'), String(step))
    rmSync(path.join(control, 'steps'), { force: true })
  }
  const guest = await scratch.createTiny(GUEST, { network: Network.parse(network), start: false })
  const rules = [
    {
      direction: 'in',
      verdict: 'accept',
      protocol: 'tcp',
      ports: { first: 80, last: 80 },
      remote: null,
      log: false,
    },
  ]
  await scratch.host.network.setFirewall({ ...guest, firewall: Firewall.parse({ in: 'drop', rules }) })
  /** Of the supervisor, which makes by far the most; it ends a moment after its guest is told to have stopped. */
  const steps = async () => {
    const told = async () => Number(await awaitFile(path.join(control, 'steps'), patient(10_000)))
    await expect.poll(told, { timeout: patient(10_000) }).toBeGreaterThan(SAMPLES)
    return told()
  }
  return { host, scratch, killBefore, steps }
}

/** A start and a stop, of which one is cut off. */
async function run({ host }: Scratch): Promise<void> {
  try {
    await startGuest(host, GUEST)
    await stopGuest(host, GUEST)
  } catch {
    // It was to be.
  }
}

test.each([
  ['private', { mode: 'private', addresses: ADDRESSES, nat: true }],
  ['shared', { mode: 'shared', addresses: ADDRESSES }],
])(
  'the %s network of a guest whose supervisor is killed at a step is cleared away, and whole after the next start',
  {
    timeout: patient(120_000),
  },
  async (_mode, network) => {
    const { host, scratch, killBefore, steps } = await openCrash(network)
    killBefore(0)
    await run(scratch)
    const count = await steps()
    const stopped = look(host, scratch)
    await startGuest(scratch.host, GUEST)
    const running = look(host, scratch)
    expect(running).not.toEqual(stopped)
    await killGuest(scratch.host, GUEST)
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const step = 1 + Math.floor((sample * count) / SAMPLES)
      killBefore(step)
      await run(scratch)
      killBefore(0)
      await reconcileGuest(scratch.host, GUEST)
      await expect.poll(() => look(host, scratch), WAIT).toEqual(stopped)
      await startGuest(scratch.host, GUEST)
      expect([step, ...look(host, scratch)]).toEqual([step, ...running])
      await killGuest(scratch.host, GUEST)
      expect([step, ...look(host, scratch)]).toEqual([step, ...stopped])
    }
  },
)

test.each([
  ['private', 'maps/vs_device', /packet/],
  ['shared', 'guests', /shared-network/],
])(
  'a guest of the %s network does not start when its programs cannot be put in place',
  async (mode, inTheWay, step) => {
    const { host, scratch } = await openWithHost({ parked: 0 })
    const before = host.run('ip', '-br', 'addr')
    const pins = `/sys/fs/bpf/${scratch.instance}`
    // Something else where there should be a map or a directory.
    mkdirSync(path.dirname(`${pins}/${inTheWay}`), { recursive: true })
    if (mode === 'private') mkdirSync(`${pins}/${inTheWay}`)
    else symlinkSync('/nowhere', `${pins}/${inTheWay}`)
    const network = Network.parse({ mode, addresses: ['203.0.113.9/32'] })
    const guest = await scratch.createTiny('refused', { network, start: false })
    await expect(startGuest(scratch.host, guest.name)).rejects.toThrow(step)
    expect(await scratch.host.runtime.inspect(guest.name)).not.toMatchObject({ state: 'running' })
    await expect.poll(() => host.run('ip', '-br', 'addr'), WAIT).toBe(before)
    rmSync(`${pins}/${inTheWay}`, { recursive: true })
    await startGuest(scratch.host, guest.name)
    expect(await scratch.host.runtime.inspect(guest.name)).toMatchObject({ state: 'running' })
  },
)
