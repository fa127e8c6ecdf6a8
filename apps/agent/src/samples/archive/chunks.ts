import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'
import type { Engine, Statement } from '../../store/engine.ts'
import type { Layouts } from './layouts.ts'
import { decodePoints, encodePoints, type Points } from './points.ts'

const DAY_MS = 24 * HOUR_MS

/** How long points of each length are kept, and how many of them lie in one row. */
export const LEVELS = {
  minute: { stepMs: MINUTE_MS, chunkMs: HOUR_MS, keptMs: 7 * DAY_MS },
  hour: { stepMs: HOUR_MS, chunkMs: 4 * DAY_MS, keptMs: 731 * DAY_MS },
} as const
export type Level = keyof typeof LEVELS

/** Rows deleted at once: the store is not held up. */
const PRUNE_MAX = 2000
/** A row that is later than this was written by a clock that went wrong. */
const FUTURE_MS = DAY_MS

/** Points that will not change any more. */
export class Chunks {
  readonly #engine: Engine
  readonly #layouts: Layouts

  constructor(engine: Engine, layouts: Layouts) {
    this.#engine = engine
    this.#layouts = layouts
  }

  /** What writes points; null when the store cannot keep them. Points that are there already fill gaps of the new. */
  statement(key: { guest: number; level: Level; startMs: number }, points: Points, names: readonly string[]) {
    const layout = this.#layouts.idOf(names)
    if (layout === null) return null
    const before = this.read(key, names)
    if (before !== null) fillGaps(points, before)
    const sql = `INSERT INTO chunk (guest, level, start, data) SELECT id, ?, ?, ? FROM guest WHERE id = ?
      ON CONFLICT (guest, level, start) DO UPDATE SET data = excluded.data`
    const values = [LEVELS[key.level].stepMs, key.startMs, encodePoints(points, layout), key.guest] as const
    return [sql, ...values] satisfies Statement
  }

  read(
    { guest, level, startMs }: { guest: number; level: Level; startMs: number },
    names: readonly string[],
  ): Points | null {
    const sql = 'SELECT data FROM chunk WHERE guest = ? AND level = ? AND start = ?'
    const [row] = this.#engine.all(sql, guest, LEVELS[level].stepMs, startMs)
    return row === undefined ? null : decodePoints(row.data as Uint8Array, this.#layouts, names)
  }

  /** Of a guest, those that touch these times, in order. */
  *between(
    { guest, level }: { guest: number; level: Level },
    { fromMs, toMs }: { fromMs: number; toMs: number },
    names: readonly string[],
    isSkipped = (_startMs: number): boolean => false,
  ): Generator<{ startMs: number; points: Points }> {
    const { stepMs, chunkMs } = LEVELS[level]
    const sql =
      'SELECT start, data FROM chunk WHERE guest = ? AND level = ? AND start > ? AND start < ? ORDER BY start'
    for (const row of this.#engine.all(sql, guest, stepMs, fromMs - chunkMs, toMs)) {
      const startMs = Number(row.start)
      if (isSkipped(startMs)) continue
      yield { startMs, points: decodePoints(row.data as Uint8Array, this.#layouts, names) }
    }
  }

  /** Beginnings of the hours that have been written. */
  hours(): Set<number> {
    const rows = this.#engine.all('SELECT DISTINCT start FROM chunk WHERE level = ?', LEVELS.minute.stepMs)
    return new Set(rows.map(({ start }) => Number(start)))
  }

  /** Guests and beginnings of rows of hours that are still to be made of minutes, until this time. */
  due(untilMs: number, limit: number): { guest: number; startMs: number }[] {
    const { chunkMs } = LEVELS.hour
    const sql = `SELECT DISTINCT guest, start - start % ? AS begin FROM chunk AS minutes
      WHERE level = ? AND start < ? AND NOT EXISTS (
        SELECT 1 FROM chunk WHERE guest = minutes.guest AND level = ? AND start = minutes.start - minutes.start % ?)
      LIMIT ?`
    const end = untilMs - (untilMs % chunkMs)
    const [minute, hour] = [LEVELS.minute.stepMs, LEVELS.hour.stepMs]
    const rows = this.#engine.all(sql, chunkMs, minute, end, hour, chunkMs, limit)
    return rows.map(({ guest, begin }) => ({ guest: Number(guest), startMs: Number(begin) }))
  }

  /** Minutes go when their hours are kept. */
  prune(nowMs: number): void {
    const [minute, hour] = [LEVELS.minute, LEVELS.hour]
    const old = `SELECT id FROM chunk AS old WHERE level = ? AND start < ? AND EXISTS (
      SELECT 1 FROM chunk WHERE guest = old.guest AND level = ? AND start = old.start - old.start % ?) LIMIT ?`
    const oldest = nowMs - minute.keptMs - minute.chunkMs
    this.#engine.write([
      [`DELETE FROM chunk WHERE id IN (${old})`, minute.stepMs, oldest, hour.stepMs, hour.chunkMs, PRUNE_MAX],
      ['DELETE FROM chunk WHERE level = ? AND start < ?', hour.stepMs, nowMs - hour.keptMs - hour.chunkMs],
      ['DELETE FROM chunk WHERE start > ?', nowMs + FUTURE_MS],
    ])
  }
}

function fillGaps(points: Points, before: Points): void {
  for (const kind of ['average', 'maximum'] as const) {
    for (let at = 0; at < points[kind].length; at++) {
      if (Number.isNaN(points[kind][at])) points[kind][at] = before[kind][at] ?? Number.NaN
    }
  }
}
