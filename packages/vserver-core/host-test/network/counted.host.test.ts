import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { restartGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { linuxHost } from '../../src/linux/index.ts'
import { countTraffic } from '../../src/traffic/index.ts'
import type { GuestTraffic } from '../../src/traffic/model.ts'
import { buildProgram } from '../programs.ts'
import type { Scratch } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { FAR4, type HostNamespace } from './host-namespace.ts'
import { startInBackground } from './packet-world.ts'
import { openWithHost, privateNetwork } from './private-guest.ts'

const PORT = '5000'
/** Of each of eight flows. */
const BYTES = Number(process.env.VSERVER_TRAFFIC_BYTES ?? 24 * 2 ** 20)
const ETHERNET = 14
const GUEST = GuestName.parse('counted')
const ADDRESS = '203.0.113.7'

type Counter = { bytes: number; packets: number }
type Both = { in: Counter; out: Counter }

/** Counters of the host's own nftables, for what it forwards to and from the guest. */
const RULES = (device: string) => `table inet mine {
  counter in { }
  counter out { }
  chain forward {
    type filter hook forward priority 0
    oifname "${device}" counter name "in"
    iifname "${device}" counter name "out"
  }
}`

function ruleCounters(host: HostNamespace): Both {
  const { nftables } = JSON.parse(host.run('nft', '-j', 'list', 'counters'))
  const find = (name: string): Counter =>
    nftables.find((entry: { counter?: { name: string } }) => entry.counter?.name === name).counter
  return { in: find('in'), out: find('out') }
}

/** Without the link's header, as rules count. A large segment has one header there, and is one packet here. */
const withoutHeaders = ({ bytes, packets }: Counter) => bytes - ETHERNET * packets

function linkCounters(host: HostNamespace, device: string): Both {
  const [{ stats64 }] = JSON.parse(host.run('ip', '-s', '-j', 'link', 'show', device))
  return { in: stats64.tx, out: stats64.rx }
}

/** Until the last acknowledgements have come and gone: what is read one after another is of one moment then. */
async function atRest(host: HostNamespace, device: string): Promise<void> {
  for (let last = ''; ; await pause(patient(100))) {
    const now = JSON.stringify(linkCounters(host, device))
    if (now === last) return
    last = now
  }
}

/** What an agent does that has just been started: it reads what was kept, adds what is new, and ends. */
async function runAgent({ instance, runDir, dataDir }: Scratch): Promise<GuestTraffic> {
  const host = await linuxHost({ instance, runDir, dataDir })
  try {
    const before = (await host.traffic.read()).find(({ total }) => total.name === GUEST) ?? null
    const { at, guests } = await host.network.use()
    const guest = guests.find(({ name }) => name === GUEST)
    if (guest === undefined) throw new Error('the guest is not counted')
    const record = countTraffic(before, { at, bootId: await host.traffic.bootId(), guest })
    await host.traffic.write([record])
    return record.total
  } finally {
    host.close()
  }
}

/** Both ways by TCP, datagrams whole and in fragments. */
async function exchange(host: HostNamespace, scratch: Scratch): Promise<void> {
  const stream = buildProgram('stream')
  const run = await scratch.host.runtime.inspect(GUEST)
  if (run.state !== 'running') throw new Error('the guest does not run')
  const enter = ['nsenter', `--net=/proc/${run.pid}/ns/net`, '--']
  const sink = await startInBackground(enter, stream, 'sink', PORT)
  host.run(...enter, stream, 'tcp', FAR4, PORT, `${BYTES}`)
  host.run(...enter, stream, 'udp', FAR4, PORT, '200', '50000000', '3000')
  host.run(...enter, stream, 'udp', FAR4, PORT, '200', '50000000', '200')
  host.outside(stream, 'tcp', ADDRESS, PORT, `${BYTES}`)
  await sink.stop()
}

test("a guest's traffic is the interface's and the rules' to the byte, over restarts of guest, agent and broker", async () => {
  const { host, scratch } = await openWithHost()
  await startInBackground(host.enterOutside, buildProgram('stream'), 'sink', PORT)
  const { xid } = await scratch.createTiny(GUEST, {
    network: privateNetwork({ addresses: [`${ADDRESS}/32`] }),
  })
  const device = `vs${xid}`
  host.run('sh', '-c', 'printf %s "$0" | nft -f -', RULES(device))
  await exchange(host, scratch)
  await atRest(host, device)
  expect((await runAgent(scratch)).in4.bytes).toBeGreaterThan(BYTES)
  const ofFirstLink = linkCounters(host, device)

  await restartGuest(scratch.host, GUEST)
  await exchange(host, scratch)
  await scratch.broker.end('SIGKILL')
  await exchange(host, scratch)
  await scratch.broker.start()
  await exchange(host, scratch)
  await atRest(host, device)

  const total = await runAgent(scratch)
  const ofSecondLink = linkCounters(host, device)
  const rules = ruleCounters(host)
  expect(total.in4.bytes).toBe(ofFirstLink.in.bytes + ofSecondLink.in.bytes)
  expect(total.out4.bytes).toBe(ofFirstLink.out.bytes + ofSecondLink.out.bytes)
  const segments = (way: 'in' | 'out') => ofFirstLink[way].packets + ofSecondLink[way].packets
  for (const way of ['in', 'out'] as const) {
    const bytes = way === 'in' ? total.in4.bytes : total.out4.bytes
    expect(withoutHeaders({ bytes, packets: segments(way) })).toBe(rules[way].bytes)
  }
  expect(total.out4.bytes).toBeGreaterThan(4 * BYTES)
  expect(total.spoofed).toBe(0)
})
