import {
  GUEST_METRIC_NAMES,
  HOST_METRIC_NAMES,
  type MetricRange,
  type MetricSeries,
} from '@vserver/core/metric/model'
import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'
import type { Engine, Statement } from '../../store/engine.ts'
import { Chunks, LEVELS } from './chunks.ts'
import { Fold } from './fold.ts'
import { Layouts } from './layouts.ts'
import { type Entry, type Round, Rounds, SPAN } from './rounds.ts'
import { seriesOf, stepOf } from './series.ts'

/** The number of the host among the guests. */
export const HOST = 0
export const COLUMNS = {
  guest: [SPAN, 'cpuUsageMicroseconds', ...GUEST_METRIC_NAMES],
  host: [SPAN, ...HOST_METRIC_NAMES],
} as const satisfies Record<Round['subject'], readonly string[]>
const METRICS = { guest: GUEST_METRIC_NAMES, host: HOST_METRIC_NAMES }

/** An hour is written when the last readings of it have come for sure. */
const GRACE_MS = MINUTE_MS
const ROUNDS_KEPT_MS = HOUR_MS + 10 * MINUTE_MS
/** Rows of hours made at once: the store is not held up. */
const DUE_MAX = 20
const TIDY_MS = 10 * MINUTE_MS
const VACUUM_PAGES = 2000

/** Two years of samples: readings for an hour, minutes for a week, hours for the rest. Lives in the store's thread. */
export class SampleArchive {
  readonly #engine: Engine
  readonly #rounds: Rounds
  readonly #chunks: Chunks
  /** Hours that were written and got no reading since. */
  readonly #written: Set<number>
  /** Hours that got readings and are not written. */
  readonly #open = new Set<number>()
  #tidyAtMs = 0

  constructor(engine: Engine) {
    const layouts = new Layouts(engine)
    this.#engine = engine
    this.#rounds = new Rounds(engine, layouts, COLUMNS)
    this.#chunks = new Chunks(engine, layouts)
    this.#written = this.#chunks.hours()
    for (const entry of this.#rounds.all()) {
      for (const hour of hoursOf(entry)) if (!this.#written.has(hour)) this.#open.add(hour)
    }
  }

  add(round: Round): boolean {
    for (const hour of new Set(Array.from(round.at, (atMs) => hourOf(atMs - 1)))) {
      this.#written.delete(hour)
      this.#open.add(hour)
    }
    return this.#rounds.add(round)
  }

  /** Readings of a guest after a time: when, and its columns. */
  since(guest: number, sinceMs: number): { at: number; figures: Float32Array }[] {
    const width = COLUMNS.guest.length
    return [...this.#rounds.of(guest)].flatMap(({ round, index, endMs }) => {
      if (endMs <= sinceMs) return []
      const figures = Float32Array.from({ length: width }, (_, column) => figureAt(round, index, column))
      return [{ at: endMs, figures }]
    })
  }

  range(guest: number, range: MetricRange, nowMs: number): MetricSeries {
    const subject = guest === HOST ? 'host' : 'guest'
    const names = METRICS[subject]
    const { level, ...span } = stepOf(range, nowMs)
    const fold = new Fold(span, names.length)
    const until = { fromMs: span.fromMs, toMs: span.fromMs + span.count * span.stepMs }
    if (level === 'reading') for (const entry of this.#rounds.of(guest)) addEntry(fold, entry)
    else this.#addKept(fold, { guest, level }, { ...until, names })
    return seriesOf(fold.points(), span, names, range.metrics)
  }

  /** What time has made due; to be called now and then. */
  maintain(nowMs: number): void {
    this.#writeHours(nowMs)
    this.#rounds.prune(nowMs - ROUNDS_KEPT_MS, nowMs + ROUNDS_KEPT_MS)
    // The clock may have been set back.
    if (nowMs >= this.#tidyAtMs || nowMs < this.#tidyAtMs - TIDY_MS) this.#tidy(nowMs)
  }

  #tidy(nowMs: number): void {
    const due = this.#chunks.due(nowMs - HOUR_MS - GRACE_MS, DUE_MAX)
    for (const one of due) this.#writeDays(one)
    this.#tidyAtMs = due.length < DUE_MAX ? nowMs + TIDY_MS : nowMs
    this.#chunks.prune(nowMs)
    this.#engine.all(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`)
  }

  /** Each time from where it is kept: hours, the minutes that are not yet in hours, readings that are in neither. */
  #addKept(
    fold: Fold,
    { guest, level }: { guest: number; level: 'minute' | 'hour' },
    { names, ...span }: { fromMs: number; toMs: number; names: readonly string[] },
  ): void {
    const inHours = new Set<number>()
    if (level === 'hour') {
      for (const { startMs, points } of this.#chunks.between({ guest, level }, span, names)) {
        inHours.add(startMs)
        fold.addPoints(points, startMs, LEVELS.hour.stepMs)
      }
    }
    const inMinutes = new Set<number>()
    const isInHours = (startMs: number) => inHours.has(startMs - (startMs % LEVELS.hour.chunkMs))
    for (const { startMs, points } of this.#chunks.between(
      { guest, level: 'minute' },
      span,
      names,
      isInHours,
    )) {
      inMinutes.add(startMs)
      fold.addPoints(points, startMs, LEVELS.minute.stepMs)
    }
    for (const entry of this.#rounds.of(guest)) {
      const hour = hourOf(entry.endMs - 1)
      if (inMinutes.has(hour) && this.#written.has(hour)) continue
      // What of it lies in the hour before is told by that hour's minutes.
      const isCut = inMinutes.has(hourOf(entry.startMs))
      addEntry(fold, isCut ? { ...entry, startMs: Math.max(entry.startMs, hour) } : entry)
    }
  }

  #writeHours(nowMs: number): void {
    // Over, or so far ahead that the clock was wrong.
    const isDue = (hour: number) => hour + HOUR_MS + GRACE_MS <= nowMs || hour > nowMs + ROUNDS_KEPT_MS
    for (const hour of [...this.#open].filter(isDue)) {
      const guests = new Map<number, Entry[]>()
      for (const entry of this.#rounds.all()) {
        if (!hoursOf(entry).includes(hour)) continue
        const guest = entry.round.guest[entry.index] ?? HOST
        const entries = guests.get(guest) ?? []
        entries.push(entry)
        guests.set(guest, entries)
      }
      this.#writeHour(hour, guests)
    }
  }

  #writeHour(hour: number, guests: ReadonlyMap<number, readonly Entry[]>): void {
    const { stepMs, chunkMs } = LEVELS.minute
    const statements: Statement[] = []
    for (const [guest, entries] of guests) {
      const names = METRICS[guest === HOST ? 'host' : 'guest']
      const fold = new Fold({ fromMs: hour, stepMs, count: chunkMs / stepMs }, names.length)
      for (const entry of entries) addEntry(fold, entry)
      const statement = this.#chunks.statement(
        { guest, level: 'minute', startMs: hour },
        fold.points(),
        names,
      )
      if (statement !== null) statements.push(statement)
    }
    if (!this.#engine.write(statements)) return
    this.#written.add(hour)
    this.#open.delete(hour)
  }

  #writeDays({ guest, startMs }: { guest: number; startMs: number }): void {
    const { stepMs, chunkMs } = LEVELS.hour
    const names = METRICS[guest === HOST ? 'host' : 'guest']
    const fold = new Fold({ fromMs: startMs, stepMs, count: chunkMs / stepMs }, names.length)
    const span = { fromMs: startMs, toMs: startMs + chunkMs }
    for (const minutes of this.#chunks.between({ guest, level: 'minute' }, span, names)) {
      fold.addPoints(minutes.points, minutes.startMs, LEVELS.minute.stepMs)
    }
    const statement = this.#chunks.statement({ guest, level: 'hour', startMs }, fold.points(), names)
    if (statement !== null) this.#engine.write([statement])
  }
}

/** The metrics of a reading come after its other columns. */
function addEntry(fold: Fold, { round, index, startMs, endMs }: Entry): void {
  const columns: readonly string[] = COLUMNS[round.subject]
  const skipped = columns.length - METRICS[round.subject].length
  const entries = round.guest.length
  fold.add(startMs, endMs, { values: round.values, first: skipped * entries + index, stride: entries })
}

function figureAt(round: Round, index: number, column: number): number {
  return round.values[column * round.guest.length + index] ?? Number.NaN
}

/** A reading belongs to the hours on both sides of its time. */
function hoursOf({ startMs, endMs }: Entry): number[] {
  const [first, last] = [hourOf(startMs), hourOf(endMs - 1)]
  return first === last ? [last] : [first, last]
}

function hourOf(atMs: number): number {
  return atMs - (((atMs % HOUR_MS) + HOUR_MS) % HOUR_MS)
}
