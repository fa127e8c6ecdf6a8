import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { startGuest } from '@vserver/core/guest'
import { pause } from './interrupt.ts'
import { addBridgeHost, Namespaces, type Place } from './net-peer.ts'
import { benchNetStarts } from './net-start.ts'
import { GUEST_PORT, HOST_PORT, type NetHost, openNetHost, placeOf, Streams } from './net-world.ts'
import type { Figures } from './report.ts'
import { pairedRatio, shuffled, summarize } from './statistics.ts'

const BYTES = 2 ** 29
const QUESTIONS = 5000
const CONNECTIONS = 1000
const PAUSE_MS = 15

type Lane = { name: string; from: Place; to: string; port: string; base: string[] }
type Reading = {
  cpuPerGb: number
  gbits: number
  p50: number
  p99: number
  perSecond: number
  connections: number
  connectionCpu: number
}

const LOOPBACK = 'host, loopback'
/** The same again: what its ratio is off 1 is chance. */
const LOOPBACK_AGAIN = 'host, loopback, again'
const BRIDGE = 'veth + bridge, guest to guest'
const OUTSIDE_HOST = 'outside to host'
const OUTSIDE_BRIDGE = 'outside to veth + bridge'

/** Ways between programs of a host and of guests, in turn, and what a network adds to a start. */
export async function benchNet(rounds: number): Promise<Figures[]> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  const namespaces = new Namespaces()
  const streams = new Streams(directory)
  const ours = await openNetHost(namespaces)
  try {
    const lanes = [...(await openOurs(ours, streams)), ...(await openPeer(namespaces, streams))]
    const readings = await readInTurn(lanes, streams, rounds)
    return [
      ...METRICS.map((metric) => report(metric, lanes, readings, rounds)),
      ...(await benchNetStarts(ours, rounds)),
    ]
  } finally {
    await streams.close()
    await ours.close()
    namespaces.close()
    rmSync(directory, { recursive: true })
  }
}

async function openOurs(ours: NetHost, streams: Streams): Promise<Lane[]> {
  const run = async (name: string, mode: string, address: string) => {
    const guest = await ours.create(name, { mode, addresses: [`${address}/32`], peers: true })
    await startGuest(ours.host, guest)
    const place = await placeOf(ours, guest)
    await streams.serve(place, GUEST_PORT)
    return place
  }
  const first = await run('private1', 'private', '203.0.113.1')
  const second = await run('private2', 'private', '203.0.113.2')
  const third = await run('shared1', 'shared', '203.0.113.3')
  const fourth = await run('shared2', 'shared', '203.0.113.4')
  await streams.serve(ours.itself, HOST_PORT)
  const guest = { port: GUEST_PORT }
  const outside = { from: ours.outside, base: [OUTSIDE_HOST, OUTSIDE_BRIDGE] }
  return [
    { name: LOOPBACK, from: ours.itself, to: '127.0.0.1', port: HOST_PORT, base: [] },
    { name: LOOPBACK_AGAIN, from: ours.itself, to: '127.0.0.1', port: HOST_PORT, base: [LOOPBACK] },
    { name: 'shared, its loopback', from: third, to: '127.0.0.1', ...guest, base: [LOOPBACK] },
    { name: 'shared, guest to guest', from: third, to: fourth.address, ...guest, base: [LOOPBACK] },
    { name: 'private, guest to guest', from: first, to: second.address, ...guest, base: [LOOPBACK, BRIDGE] },
    { name: OUTSIDE_HOST, ...outside, to: ours.itself.address, port: HOST_PORT, base: [] },
    { name: 'outside to shared', ...outside, to: fourth.address, ...guest, base: [OUTSIDE_HOST] },
    { name: 'outside to private', ...outside, to: second.address, ...guest },
  ]
}

async function openPeer(namespaces: Namespaces, streams: Streams): Promise<Lane[]> {
  const { first, second, outside } = addBridgeHost(namespaces)
  await streams.serve(second, GUEST_PORT)
  const to = { to: second.address, port: GUEST_PORT }
  return [
    { name: BRIDGE, from: first, ...to, base: [LOOPBACK] },
    { name: OUTSIDE_BRIDGE, from: outside, ...to, base: [OUTSIDE_HOST] },
  ]
}

/** Each round in another order: what ran before a lane changes what it takes by some percent. */
async function readInTurn(lanes: Lane[], streams: Streams, rounds: number) {
  const readings = new Map(lanes.map(({ name }) => [name, [] as Reading[]]))
  const threads = softirqThreads()
  for (let round = 0; round <= rounds; round++) {
    for (const lane of shuffled(lanes)) {
      await pause(PAUSE_MS)
      const reading = read(lane, streams, threads)
      if (round > 0) readings.get(lane.name)?.push(reading)
    }
  }
  return readings
}

function read({ from, to, port }: Lane, streams: Streams, threads: string[]): Reading {
  const before = runTime(threads)
  const [bytes = 0, microseconds = 0, cpu = 0] = streams.ask(from, 'tcp', to, port, `${BYTES}`)
  const inThreads = runTime(threads) - before
  const [p50 = 0, p99 = 0, all = 0] = streams.ask(from, 'ask', to, port, `${QUESTIONS}`)
  const [connecting = 0, cost = 0] = streams.ask(from, 'connect', to, port, `${CONNECTIONS}`)
  return {
    cpuPerGb: (cpu + inThreads) / bytes,
    gbits: (bytes * 8) / (microseconds * 1000),
    ...{ p50: p50 / 1000, p99: p99 / 1000, perSecond: QUESTIONS / (all / 1e9) },
    ...{ connections: CONNECTIONS / (connecting / 1e9), connectionCpu: cost / 1000 / CONNECTIONS },
  }
}

/** What the kernel puts off is not on anybody's account but theirs. */
function softirqThreads(): string[] {
  const isThread = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('ksoftirqd/')
    } catch {
      return false
    }
  }
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isThread(pid))
}

/** Nanoseconds. Source: sched-stats.rst, /proc/PID/schedstat. */
const runTime = (threads: string[]) =>
  threads.reduce((sum, pid) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]), 0)

type Metric = { key: keyof Reading; title: string; unit: string }
const METRICS: Metric[] = [
  { key: 'cpuPerGb', title: 'CPU time of a gigabyte by TCP, both ends and the kernel', unit: 's' },
  { key: 'gbits', title: 'throughput', unit: 'Gbit/s' },
  { key: 'perSecond', title: 'requests of one byte, one after another', unit: '1/s' },
  { key: 'p50', title: 'answer to one byte, median', unit: 'us' },
  { key: 'p99', title: 'answer to one byte, 99th percentile', unit: 'us' },
  { key: 'connections', title: 'connections', unit: '1/s' },
  { key: 'connectionCpu', title: 'CPU time of a connection, both ends', unit: 'us' },
]

function report(
  { key, title, unit }: Metric,
  lanes: Lane[],
  readings: Map<string, Reading[]>,
  rounds: number,
): Figures {
  const valuesOf = (name: string) => (readings.get(name) ?? []).map((reading) => reading[key])
  const ratio = (name: string, base: string) => {
    const { median, low, high } = pairedRatio(valuesOf(name), valuesOf(base))
    return `${median.toFixed(3)} (${low.toFixed(2)}-${high.toFixed(2)}) of ${base}`
  }
  return {
    title: `${title} (median of ${rounds} rounds in turn)`,
    figures: lanes.map(({ name, base }) => {
      const others = base.filter((other) => other !== name)
      const note = others.map((other) => ratio(name, other)).join(', ')
      return { name, value: summarize(valuesOf(name)).median, unit, note }
    }),
  }
}
