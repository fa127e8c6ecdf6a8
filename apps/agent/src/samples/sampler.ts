import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { HostEvent } from '@vserver/core/event/model'
import type { GuestName, GuestRecord } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import {
  batchOf,
  type GuestCounters,
  type HostCounters,
  type Measured,
  nextHostSample,
  nextSample,
  SAMPLE_IDLE_STEP_SECONDS,
  SAMPLE_STEP_SECONDS,
} from '@vserver/core/sample'
import type { HostSample, Sample } from '@vserver/core/sample/model'
import { SECOND_MS } from '@vserver/core/units'
import type { DiskWatch } from '../disk/disk-watch.ts'
import type { TrafficWatch } from '../traffic/traffic-watch.ts'
import type { SampleHistory } from './sample-history.ts'

export const SAMPLE_TICK_MS = SAMPLE_STEP_SECONDS * SECOND_MS
/** Guests take turns, a part of them in each tick: a host with many is never busy with all at once. */
const IDLE_TICKS = SAMPLE_IDLE_STEP_SECONDS / SAMPLE_STEP_SECONDS
/** So long after somebody looked at a guest it is read in each tick. */
const WATCHED_TICKS = 30 / SAMPLE_STEP_SECONDS
/** Reading the kernel blocks: after so long, requests get their turn. */
const BLOCK_MS = 4
/** A guest that ran before this agent did gives its first sample when it was read twice. */
const YOUNG_MS = 15 * SECOND_MS

type Dependencies = {
  host: Host
  history: Pick<SampleHistory, 'add' | 'addHost'>
  disk: Pick<DiskWatch, 'latest'>
  traffic: Pick<TrafficWatch, 'rates' | 'watch'>
  publish: (event: HostEvent) => void
  /** Told of each sample at once; others hear of all of a tick together. */
  see: (name: GuestName, sample: Sample) => void
}

type Run = { pid: number; startedAtMs: number }
type State = { run: Run | null; measured: Measured | null; isSampled: boolean; dueTick: number }

/** Reads every guest that runs: each two seconds while somebody looks at it, each ten seconds otherwise. */
export class Sampler {
  readonly #dependencies: Dependencies
  readonly #states = new Map<GuestName, State>()
  readonly #watchedUntil = new Map<string, number>()
  #host: { counters: HostCounters; sample: HostSample | null } | null = null
  #tick = 0
  #untold: { name: GuestName; sample: Sample }[] = []

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** It is seen running, perhaps again. */
  add(name: GuestName): void {
    if (this.#states.has(name)) return
    this.#states.set(name, { run: null, measured: null, isSampled: false, dueTick: 0 })
  }

  forget(name: GuestName): void {
    this.#states.delete(name)
    this.#watchedUntil.delete(name)
  }

  /** Somebody looks at it. */
  watch(name: string): void {
    this.#watchedUntil.set(name, this.#tick + WATCHED_TICKS)
    this.#dependencies.traffic.watch()
  }

  /** The last of each guest that runs and was read twice or is young. */
  latest(name: string): Sample | null {
    return this.measured(name)?.sample ?? null
  }

  /** The same with the counters it was made from. */
  measured(name: string): Measured | null {
    const state = this.#states.get(name as GuestName)
    return state?.isSampled ? state.measured : null
  }

  /** Of the host; null before it was read twice. */
  measuredHost(): { sample: HostSample; counters: HostCounters } | null {
    const sample = this.#host?.sample ?? null
    return this.#host === null || sample === null ? null : { sample, counters: this.#host.counters }
  }

  /** Grows when every guest has had its turn. */
  round(): number {
    return Math.floor(this.#tick / IDLE_TICKS)
  }

  names(): GuestName[] {
    return [...this.#states.keys()].filter((name) => this.measured(name) !== null)
  }

  /** Reads those whose turn it is. */
  async tick(): Promise<void> {
    this.#tick += 1
    try {
      await this.#sampleAll()
    } finally {
      this.#tell()
    }
    if (this.#host === null || this.#tick % IDLE_TICKS === 0) await this.#sampleHost()
  }

  async #sampleAll(): Promise<void> {
    let begunMs = performance.now()
    for (const record of await this.#dependencies.host.guests.list()) {
      const state = this.#states.get(record.name)
      if (state === undefined || !this.#isDue(record, state)) continue
      await this.#sample(record, state)
      if (performance.now() - begunMs < BLOCK_MS) continue
      await yieldToOthers()
      begunMs = performance.now()
    }
  }

  #tell(): void {
    const told = this.#untold
    this.#untold = []
    if (told.length > 0) this.#dependencies.publish({ kind: 'samples', samples: batchOf(told) })
  }

  #isDue({ name }: GuestRecord, { dueTick }: State): boolean {
    const watchedUntil = this.#watchedUntil.get(name) ?? 0
    if (watchedUntil < this.#tick) this.#watchedUntil.delete(name)
    return dueTick <= this.#tick || watchedUntil >= this.#tick
  }

  async #sample(record: GuestRecord, state: State): Promise<void> {
    const { host } = this.#dependencies
    const { name } = record
    const counters = state.run === null ? null : await this.#read(record, state.run)
    const isGoingOn = counters !== null && counters.run === state.measured?.counters.run
    if (isGoingOn && state.run !== null) {
      this.#note(record, { state, run: state.run, counters })
      return
    }
    const run = await host.runtime.inspect(name)
    const fresh = run.state === 'running' ? await this.#read(record, run) : null
    if (run.state !== 'running' || fresh === null) {
      this.forget(name)
      return
    }
    if (state.run?.startedAtMs !== run.startedAtMs) state.measured = null
    state.run = { pid: run.pid, startedAtMs: run.startedAtMs }
    this.#note(record, { state, run: state.run, counters: fresh })
  }

  #read({ name, network }: GuestRecord, { pid }: Run): Promise<GuestCounters | null> {
    return this.#dependencies.host.runtime.readCounters(name, network.mode === 'shared' ? null : pid)
  }

  #note(record: GuestRecord, reading: { state: State; run: Run; counters: GuestCounters }): void {
    const { host, history, see } = this.#dependencies
    const { state, run, counters } = reading
    const atMs = host.now()
    const isBaseline = state.measured === null && atMs - run.startedAtMs > YOUNG_MS
    const measured = nextSample(state.measured, {
      ...{ atMs, startedAtMs: run.startedAtMs, counters, limit: record.limit },
    })
    state.dueTick = isBaseline ? this.#tick + 1 : this.#nextTurn(record)
    const sample: Sample = Object.assign(measured.sample, this.#elsewhere(record.name))
    state.measured = measured
    state.isSampled = !isBaseline
    if (isBaseline) return
    history.add(record, { sample, seconds: measured.seconds })
    see(record.name, sample)
    this.#untold.push({ name: record.name, sample })
  }

  #nextTurn({ xid }: GuestRecord): number {
    const turn = this.#tick + IDLE_TICKS
    return turn - ((turn - xid) % IDLE_TICKS)
  }

  /** What other loops have found out. */
  #elsewhere(name: GuestName) {
    const { disk, traffic } = this.#dependencies
    const used = disk.latest(name)
    return { diskBytes: used?.bytes ?? null, inodes: used?.inodes ?? null, ...traffic.rates(name) }
  }

  async #sampleHost(): Promise<void> {
    const { host, history } = this.#dependencies
    const counters = await host.readHostCounters()
    const then = this.#host?.counters ?? null
    this.#host = { counters, sample: null }
    if (then === null) return
    const sample: HostSample = nextHostSample(then, {
      ...{ atMs: host.now(), guestsRunning: this.#states.size, counters },
    })
    this.#host = { counters, sample }
    history.addHost({ sample, seconds: (counters.clockMs - then.clockMs) / SECOND_MS })
  }
}
