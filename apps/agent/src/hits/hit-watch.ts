import type { HostEvent } from '@vserver/core/event/model'
import type { GuestName, GuestRecord } from '@vserver/core/guest/model'
import { hitsAtLevel, hitsBetween, type Levels, limitOf } from '@vserver/core/hit'
import type { Hit, HitCount, HitCounts, TopProcess } from '@vserver/core/hit/model'
import type { Host } from '@vserver/core/host-port'
import type { GuestMetric } from '@vserver/core/metric/model'
import type { Sample } from '@vserver/core/sample/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import { SECOND_MS } from '@vserver/core/units'
import type { Logger } from '../logger.ts'
import type { StoredGuests } from '../store/stored-guests.ts'
import { HitGatherer } from './hit-gatherer.ts'
import type { HitStore } from './hit-store.ts'
import { resumed, withTold } from './told-counts.ts'
import { hitsOfTraffic } from './traffic-hits.ts'

/** A guest is looked at no more often, however often it is sampled. */
const LOOK_MS = 9 * SECOND_MS
/** Looks at processes in a second, over all guests: beyond, hits are told without. */
const PROCESS_LOOKS_PER_SECOND = 20
/** Share of the limit of sockets from which on the broker is asked what was refused, which costs it a process. */
const NEAR_SOCKETS = 0.9

type Dependencies = {
  host: Host
  publish: (event: HostEvent) => void
  log: Logger
  stored: HitStore
  storedGuests: StoredGuests
}
type Known = {
  atMs: number
  counts: HitCounts
  /** As far as they have been told. */
  told: readonly HitCount[]
  /** CPU since its start. */
  usedMicroseconds: number
  levels: Levels
  traffic: GuestTraffic | null
}
/** From where on hits are told: the counters, and what of them has been told. */
type Base = { counts: HitCounts; told: readonly HitCount[]; isFresh: boolean; isAway: boolean }
type Telling = { due: readonly HitCount[]; at: number; isAway: boolean }
type Seen = { sample: Sample; traffic: GuestTraffic | null }

/** Finds out with each sample what limits the guest ran into, tells it and keeps it. */
export class HitWatch {
  readonly #dependencies: Dependencies
  readonly #gatherer = new HitGatherer()
  readonly #known = new Map<string, Known>()
  readonly #traffic = new Map<string, GuestTraffic>()
  /** Guests to look at, with what was seen last. */
  readonly #due = new Map<GuestName, Sample>()
  readonly #startedAtMs: number
  #looking: Promise<void> | null = null
  #processLooks = { second: 0, count: 0 }

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#startedAtMs = dependencies.host.now()
  }

  /** Takes what is published. */
  hear(event: HostEvent): void {
    if (event.kind === 'traffic') this.#traffic.set(event.traffic.name, event.traffic)
  }

  /** Takes what is sampled. */
  see(name: GuestName, sample: Sample): void {
    const known = this.#known.get(name)
    const isEarly = known !== undefined && Math.abs(sample.at - known.atMs) < LOOK_MS
    if (isEarly) return
    if (known !== undefined && this.#isAsleep(name, known, sample)) {
      known.atMs = sample.at
      return
    }
    this.#due.set(name, sample)
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = null
    })
  }

  /** A guest that has not run since the last look and was told of has run into nothing: most are idle most of the time. */
  #isAsleep(name: GuestName, { counts, usedMicroseconds, levels, traffic }: Known, sample: Sample): boolean {
    const { at, uptimeSeconds, cpuUsageMicroseconds, diskBytes, inodes, ioPressureSome } = sample
    return (
      usedMicroseconds === cpuUsageMicroseconds &&
      Math.abs(at - uptimeSeconds * SECOND_MS - counts.startedAtMs) < SECOND_MS &&
      levels.diskBytes === diskBytes &&
      levels.inodes === inodes &&
      !ioPressureSome &&
      this.#traffic.get(name) === (traffic ?? undefined) &&
      !counts.counts.some(({ resource }) => resource === 'sockets') &&
      !this.#gatherer.isGathering(name)
    )
  }

  /** All that was counted of its run, as it was seen last; null when it was not looked at yet. */
  counts(name: string): readonly HitCount[] | null {
    return this.#known.get(name)?.counts.counts ?? null
  }

  forget(name: string): void {
    this.#known.delete(name)
    this.#traffic.delete(name)
    this.#gatherer.forget(name)
  }

  /** Resolves when all that was heard has been looked into and written. */
  async idle(): Promise<void> {
    while (this.#looking !== null) await this.#looking
    await this.#dependencies.stored.written()
  }

  async #lookAll(): Promise<void> {
    const { log } = this.#dependencies
    for (;;) {
      const [next] = this.#due
      if (next === undefined) return
      const [name, sample] = next
      this.#due.delete(name)
      await this.#look(name, { sample, traffic: this.#traffic.get(name) ?? null }).catch((error: unknown) =>
        log.error('hit', error, { guest: name }),
      )
    }
  }

  async #look(name: GuestName, seen: Seen): Promise<void> {
    const before = this.#known.get(name) ?? null
    const record = await this.#dependencies.host.guests.read(name)
    const read = record === null ? null : await this.#read(name, before, seen.sample)
    if (record === null || read === null) return
    const counts = this.#countsOf(before, seen.sample, [
      ...read,
      ...(await this.#sockets(record, before, seen)),
    ])
    const guest = await this.#dependencies.storedGuests.idOf(record)
    const base = await this.#countedBefore(guest, before, counts)
    const known: Known = {
      atMs: seen.sample.at,
      ...{ counts, told: base.told },
      usedMicroseconds: seen.sample.cpuUsageMicroseconds,
      levels: levelsOf(seen.sample),
      traffic: seen.traffic,
    }
    this.#known.set(name, known)
    const fresh = [
      ...hitsBetween(base.counts, known.counts),
      ...hitsAtLevel(before?.levels ?? null, known.levels, record.limit),
      ...hitsOfTraffic(before?.traffic ?? null, known.traffic, record.limit),
    ]
    const due = this.#gatherer.take(name, fresh, known.atMs)
    if (due.length === 0 && !base.isFresh) return
    known.told = withTold(known.told, known.counts.counts, due)
    const told = { startedAtMs: known.counts.startedAtMs, atMs: known.atMs, counts: known.told }
    const hits = await this.#hitsOf(record, { due, at: known.atMs, isAway: base.isAway })
    if (guest !== null) this.#dependencies.stored.add(guest, hits, told)
    for (const hit of hits) this.#dependencies.publish({ kind: 'hit', hit })
  }

  /** A guest that has not run since has run into nothing: most are idle most of the time, and cost nothing then. */
  async #read(name: GuestName, before: Known | null, sample: Sample): Promise<HitCount[] | null> {
    if (before !== null && before.usedMicroseconds === sample.cpuUsageMicroseconds) {
      return before.counts.counts.filter(({ resource }) => resource !== 'sockets')
    }
    return this.#dependencies.host.runtime.readHits(name)
  }

  /** The time of a start comes from two clocks: what is within a second is the same run. */
  #countsOf(before: Known | null, { at, uptimeSeconds }: Sample, counts: HitCount[]): HitCounts {
    const startedAtMs = at - uptimeSeconds * SECOND_MS
    const isSame = before !== null && Math.abs(before.counts.startedAtMs - startedAtMs) < SECOND_MS
    return { startedAtMs: isSame ? before.counts.startedAtMs : startedAtMs, counts }
  }

  /** All that happened in a run that began under this agent is news, and what an agent before it did not tell. */
  async #countedBefore(guest: number | null, before: Known | null, now: HitCounts): Promise<Base> {
    if (before !== null) {
      const isFresh = before.counts.startedAtMs !== now.startedAtMs
      return { counts: before.counts, told: isFresh ? [] : before.told, isFresh, isAway: false }
    }
    if (now.startedAtMs >= this.#startedAtMs) {
      const counts = { startedAtMs: now.startedAtMs, counts: [] }
      return { counts, told: [], isFresh: true, isAway: false }
    }
    const told = guest === null ? null : await this.#dependencies.stored.told(guest)
    const counts = resumed(told, now)
    return { counts, told: counts.counts, isFresh: true, isAway: true }
  }

  /** Asked when there may be news, else as it was. */
  async #sockets({ name, limit }: GuestRecord, before: Known | null, { sample }: Seen): Promise<HitCount[]> {
    if (limit.sockets === null) return []
    const known = before?.counts.counts.filter(({ resource }) => resource === 'sockets') ?? []
    const used = figuresOf(sample).sockets ?? 0
    if (known.length > 0 && used < limit.sockets * NEAR_SOCKETS) return known
    const { sockets } = await this.#dependencies.host.runtime.limitUse(name)
    return [{ resource: 'sockets', effect: 'refused', count: sockets.hits ?? 0 }]
  }

  async #hitsOf({ name, limit }: GuestRecord, { due, at, isAway }: Telling): Promise<Hit[]> {
    const hits: Hit[] = []
    for (const { resource, effect, count } of due) {
      // Who runs now need not be who ran then.
      const then = isAway
        ? { processes: [], away: true as const }
        : { processes: await this.#processes(name, resource) }
      const id = await this.#dependencies.stored.nextId()
      hits.push({ id, name, at, resource, effect, count, limit: limitOf(limit, resource), ...then })
    }
    return hits
  }

  async #processes(name: GuestName, resource: HitCount['resource']): Promise<TopProcess[]> {
    const { host } = this.#dependencies
    const second = Math.floor(host.now() / SECOND_MS)
    if (this.#processLooks.second !== second) this.#processLooks = { second, count: 0 }
    if (++this.#processLooks.count > PROCESS_LOOKS_PER_SECOND) return []
    const isOfMemory = resource === 'memory' || resource === 'memorySoft' || resource === 'swap'
    return host.runtime.topProcesses(name, isOfMemory ? 'memory' : 'cpu')
  }
}

function figuresOf(sample: Sample): { [metric in GuestMetric]?: number | null | undefined } {
  return sample
}

function levelsOf(sample: Sample): Levels {
  const figures = figuresOf(sample)
  return {
    diskBytes: figures.diskBytes ?? null,
    inodes: figures.inodes ?? null,
    ioReadBytes: figures.ioReadBytes ?? null,
    ioWriteBytes: figures.ioWriteBytes ?? null,
    ioReadOperations: figures.ioReadOperations ?? null,
    ioWriteOperations: figures.ioWriteOperations ?? null,
    ioPressureSome: figures.ioPressureSome ?? null,
  }
}
