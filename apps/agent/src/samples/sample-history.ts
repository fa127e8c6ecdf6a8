import type { GuestRecord } from '@vserver/core/guest/model'
import type { MetricRange, MetricSeries } from '@vserver/core/metric/model'
import type { HostSample, Sample } from '@vserver/core/sample/model'
import { MINUTE_MS } from '@vserver/core/units'
import type { Store } from '../store/store.ts'
import type { StoredGuests } from '../store/stored-guests.ts'
import type { Round } from './archive/rounds.ts'
import { COLUMNS, HOST } from './archive/sample-archive.ts'
import { figuresOf, sampleOf } from './figures.ts'

/** Of readings every two seconds only some are told when they are older. */
const FINE_MS = 10 * MINUTE_MS
const COARSE_MS = 9000
/** When nobody can keep them, readings of so long are kept here. */
const WAITING_MAX = 20_000

type Key = Pick<GuestRecord, 'name' | 'createdAt'>
type Taken<S> = { sample: S; seconds: number }

type Dependencies = { store: Store; storedGuests: StoredGuests; now: () => number }

/** Samples on their way to the store, and back. */
export class SampleHistory {
  readonly #dependencies: Dependencies
  #waiting: (Taken<Sample> & { key: Key })[] = []
  #waitingHost: Taken<HostSample>[] = []
  #latestHost: HostSample | null = null

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  add(key: Key, taken: Taken<Sample>): void {
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push({ key, ...taken })
  }

  addHost(taken: Taken<HostSample>): void {
    this.#latestHost = taken.sample
    if (this.#waitingHost.length < WAITING_MAX) this.#waitingHost.push(taken)
  }

  latestHost(): HostSample | null {
    return this.#latestHost
  }

  /** Of the last hour, oldest first. */
  async since(key: Key, sinceMs: number): Promise<Sample[]> {
    const { store, storedGuests, now } = this.#dependencies
    const guest = await storedGuests.idOf(key)
    const kept = guest === null ? [] : await store.readingsSince(guest, sinceMs)
    const waiting = this.#waiting.filter(
      ({ key: { name, createdAt } }) => name === key.name && createdAt === key.createdAt,
    )
    const all = [...kept.map(sampleOf), ...waiting.map(({ sample }) => sample)]
    return thinned(
      all.filter(({ at }) => at > sinceMs),
      now() - FINE_MS,
    )
  }

  async range(key: Key, range: MetricRange): Promise<MetricSeries> {
    const { store, storedGuests, now } = this.#dependencies
    // A number that no guest has: a series of gaps.
    return store.sampleRange((await storedGuests.idOf(key)) ?? -1, range, now())
  }

  hostRange(range: MetricRange): Promise<MetricSeries> {
    return this.#dependencies.store.sampleRange(HOST, range, this.#dependencies.now())
  }

  /** Gives to the store what has come since the last time. */
  async flush(): Promise<void> {
    const { store, now } = this.#dependencies
    const [guests, host] = [[...this.#waiting], [...this.#waitingHost]]
    const round = await this.#roundOf(guests)
    if (round !== null) await store.addRound(round)
    if (host.length > 0) await store.addRound(hostRoundOf(host))
    // Only now: until the store has them, `since` finds them here.
    this.#waiting = this.#waiting.slice(guests.length)
    this.#waitingHost = this.#waitingHost.slice(host.length)
    await store.maintainSamples(now())
  }

  async #roundOf(taken: readonly (Taken<Sample> & { key: Key })[]): Promise<Round | null> {
    const [known, guests]: [Taken<Sample>[], number[]] = [[], []]
    for (const one of taken) {
      const guest = await this.#dependencies.storedGuests.idOf(one.key)
      if (guest === null) continue
      known.push(one)
      guests.push(guest)
    }
    if (known.length === 0) return null
    return {
      subject: 'guest',
      at: Float64Array.from(known, ({ sample }) => sample.at),
      guest: Int32Array.from(guests),
      values: figuresOf(known, COLUMNS.guest),
    }
  }
}

function hostRoundOf(taken: readonly Taken<HostSample>[]): Round {
  return {
    subject: 'host',
    at: Float64Array.from(taken, ({ sample }) => sample.at),
    guest: new Int32Array(taken.length).fill(HOST),
    values: figuresOf(taken, COLUMNS.host),
  }
}

function thinned(samples: readonly Sample[], fineFromMs: number): Sample[] {
  let toldAt = Number.NEGATIVE_INFINITY
  return samples.filter(({ at }) => {
    const isTold = at >= fineFromMs || Math.abs(at - toldAt) >= COARSE_MS
    if (isTold) toldAt = at
    return isTold
  })
}
