import type { Broker } from './broker.ts'
import { runDriver } from './driver.ts'
import { pause } from './interrupt.ts'
import { inTurn, type Readings } from './lanes.ts'
import { kernelBytes, meanPss, mountLines } from './memory.ts'
import { lxcMonitorPss } from './monitor.ts'
import { installedPeers } from './peers.ts'
import { type Comparison, compare, type Figures } from './report.ts'
import { type Scratch, TEMPLATE } from './scratch.ts'
import { ownStart, peerStart } from './start.ts'
import { summarize } from './statistics.ts'

const CHECKPOINTS = [100, 500, 1000]
const PARKED = 8
/** Above what the timed guests use. */
const FIRST_XID = 100
/** Made in one call; between two of them an interruption is seen. */
const BATCH = 50
const SETTLE_MS = 500

type Step = { guests: number; readings: Readings }

/** Start latency beside many idle guests, and what each of them costs. */
export async function benchDensity(
  scratch: Scratch,
  rounds: number,
  guests: number,
): Promise<(Comparison | Figures)[]> {
  const broker = await scratch.broker(PARKED)
  const peers = installedPeers(scratch).filter((peer) => peer.name === 'crun')
  const lanes = [ownStart(scratch, 'vserver', broker), ...peers.map((peer) => peerStart(scratch, peer))]
  const steps: Step[] = [{ guests: 0, readings: await inTurn(rounds, lanes) }]
  await pause(SETTLE_MS)
  const before = { kernel: kernelBytes(), mounts: mountLines() }
  let running = 0
  for (const target of [...CHECKPOINTS.filter((step) => step < guests), guests]) {
    running = await grow(scratch, broker, running, target)
    steps.push({ guests: target, readings: await inTurn(rounds, lanes) })
  }
  await pause(SETTLE_MS)
  return [
    ...steps.map((step) => compare(`start with ${step.guests} guests running`, step.readings, peers)),
    growth(steps),
    cost(scratch, broker, guests, before),
  ]
}

async function grow(scratch: Scratch, broker: Broker, from: number, to: number): Promise<number> {
  for (let first = from; first < to; first += BATCH) {
    const count = Math.min(BATCH, to - first)
    const place = [String(FIRST_XID + first), String(count)]
    runDriver(scratch.driver, 'crowd', broker.socket, 'crowd', TEMPLATE, ...place)
    await pause(0)
  }
  return to
}

/** Against the same on the empty host. */
function growth(steps: Step[]): Figures {
  const [empty, ...crowded] = steps
  const figures = crowded.flatMap(({ guests, readings }) =>
    [...readings].flatMap(([name, values]) => {
      const base = summarize(empty?.readings.get(name) ?? [])
      const now = summarize(values)
      return [
        { name: `${name}, ${guests} guests, median`, value: now.median / base.median, unit: 'x' },
        { name: `${name}, ${guests} guests, min`, value: now.min / base.min, unit: 'x' },
      ]
    }),
  )
  return { title: 'start latency against the empty host', figures }
}

type Before = { kernel: number; mounts: number }

function cost(scratch: Scratch, broker: Broker, guests: number, before: Before): Figures {
  const processes = broker.supervisors()
  const supervisor = meanPss(processes.map((entry) => entry.supervisor))
  const init = meanPss(processes.map((entry) => entry.init))
  const kernel = (kernelBytes() - before.kernel) / guests
  const lxc = lxcMonitorPss(scratch)
  return {
    title: `memory of each of ${processes.length} idle guests, and the host's mount table`,
    figures: [
      { name: 'supervisor, PSS', value: supervisor / 1024, unit: 'kB' },
      { name: 'init, PSS', value: init / 1024, unit: 'kB', note: 'a program without a C library' },
      { name: 'kernel', value: kernel / 1024, unit: 'kB', note: 'slab, page tables, stacks, per-CPU' },
      {
        name: 'lxc monitor, PSS',
        value: lxc === null ? Number.NaN : lxc / 1024,
        unit: 'kB',
        note: lxc === null ? 'lxc is not installed here or cannot run' : 'one container',
      },
      { name: 'lines of the mount table, before', value: before.mounts, unit: '' },
      { name: 'lines of the mount table, now', value: mountLines(), unit: '' },
    ],
  }
}
