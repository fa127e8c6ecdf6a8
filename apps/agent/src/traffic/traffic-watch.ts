import type { HostEvent } from '@vserver/core/event/model'
import type { Host } from '@vserver/core/host-port'
import { countTraffic } from '@vserver/core/traffic'
import type { GuestTraffic, TrafficRecord } from '@vserver/core/traffic/model'
import { MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { type NO_RATES, TrafficRates } from './traffic-rates.ts'

/** How often the loop asks whether a reading is due. */
export const TRAFFIC_TICK_MS = 10 * SECOND_MS
const READ_MS = MINUTE_MS
const WRITE_MS = MINUTE_MS
/** So long after somebody looked the readings are as frequent as the ticks. */
const INTEREST_MS = 30 * SECOND_MS

type Dependencies = { host: Host; publish: (event: HostEvent) => void }

/**
 * Adds up what guests send and receive, over starts of the host. What is written is at most a minute old; an agent that
 * ends loses nothing, since the kernel goes on counting.
 */
export class TrafficWatch {
  readonly #dependencies: Dependencies
  readonly #rates = new TrafficRates()
  #records: Promise<Map<string, TrafficRecord>> | null = null
  #known: ReadonlyMap<string, TrafficRecord> | null = null
  #readAtMs = Number.NEGATIVE_INFINITY
  #writtenAtMs = Number.NEGATIVE_INFINITY
  #watchedAtMs = Number.NEGATIVE_INFINITY
  #isDirty = false

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Of every guest that was counted. */
  async list(): Promise<GuestTraffic[]> {
    return [...(await this.#load()).values()].map(({ total }) => total)
  }

  /** Null when it was never counted. Somebody looks: the next readings come sooner. */
  async latest(name: string): Promise<GuestTraffic | null> {
    this.watch()
    return (await this.#load()).get(name)?.total ?? null
  }

  /** Somebody looks: the next readings come sooner. */
  watch(): void {
    this.#watchedAtMs = this.#dependencies.host.now()
  }

  /** What it was counted last, without waiting; null before the first reading. */
  known(name: string): GuestTraffic | null {
    return this.#known?.get(name)?.total ?? null
  }

  /** Per second, between the last two readings. */
  rates(name: string): typeof NO_RATES {
    return this.#rates.at(name, this.#dependencies.host.now())
  }

  /** Reads when it is time. */
  async tick(): Promise<void> {
    const nowMs = this.#dependencies.host.now()
    const isWatched = nowMs < this.#watchedAtMs + INTEREST_MS
    if (isWatched || nowMs >= this.#readAtMs + READ_MS) await this.read()
  }

  async read(): Promise<void> {
    const { host } = this.#dependencies
    this.#readAtMs = host.now()
    const [records, { at, guests }, bootId, known] = await Promise.all([
      this.#load(),
      host.network.use(),
      host.traffic.bootId(),
      host.guests.list(),
    ])
    const names = new Set<string>(known.map(({ name }) => name))
    this.#known = records
    for (const guest of guests) if (names.has(guest.name)) this.#note(records, { at, bootId, guest })
    for (const name of records.keys()) {
      if (names.has(name)) continue
      this.#isDirty = records.delete(name)
      this.#rates.forget(name)
    }
    if (host.now() >= this.#writtenAtMs + WRITE_MS) await this.write()
  }

  async write(): Promise<void> {
    if (!this.#isDirty) return
    const { host } = this.#dependencies
    this.#isDirty = false
    this.#writtenAtMs = host.now()
    try {
      await host.traffic.write([...(await this.#load()).values()])
    } catch (error) {
      this.#isDirty = true
      throw error
    }
  }

  #note(records: Map<string, TrafficRecord>, reading: Parameters<typeof countTraffic>[1]): void {
    const { name } = reading.guest
    const before = records.get(name) ?? null
    const record = countTraffic(before, reading)
    this.#rates.note(record.total, Date.parse(reading.at))
    if (before !== null && isSame(before, record)) return
    records.set(name, record)
    this.#isDirty = true
    this.#dependencies.publish({ kind: 'traffic', traffic: record.total })
  }

  #load(): Promise<Map<string, TrafficRecord>> {
    this.#records ??= this.#dependencies.host.traffic
      .read()
      .then((records) => new Map(records.map((record) => [record.total.name, record])))
      .catch((error: unknown) => {
        this.#records = null
        throw error
      })
    return this.#records
  }
}

/** A later time alone is no news. */
function isSame(before: TrafficRecord, now: TrafficRecord): boolean {
  const text = ({ bootId, counted }: TrafficRecord) => JSON.stringify([bootId, counted])
  return text(before) === text(now)
}
