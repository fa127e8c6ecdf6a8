import { Hit } from '@vserver/core/hit/model'
import { HOUR_MS } from '@vserver/core/units'
import type { Statement, Store } from '../store/store.ts'
import { type ToldCounts, toldOf } from './told-counts.ts'

const KEPT_MS = 2 * 365 * 24 * HOUR_MS
/** Of each guest and resource, so that a flood of one leaves those of the others. */
const KEPT_COUNT = 2000

export type HitRange = { guest: number | null; fromMs: number; toMs: number; limit: number }

/** Hits of two years, numbered as they came. */
export class HitStore {
  readonly #store: Store
  #nextId: Promise<number> | null = null
  #waiting: Statement[] = []
  #writing: Promise<void> | null = null

  constructor(store: Store) {
    this.#store = store
  }

  async nextId(): Promise<number> {
    this.#nextId ??= this.#store
      .all('SELECT coalesce(max(id), 0) + 1 AS next FROM hit')
      .then(([row]) => Number(row?.next ?? 1))
    const id = await this.#nextId
    this.#nextId = this.#nextId.then((next) => next + 1)
    return id
  }

  /**
   * Hits of one guest, and how far its counters are told with them: both or none. Those that come while others are
   * written go to the disk together.
   */
  add(guest: number, hits: readonly Hit[], told?: ToldCounts): void {
    this.#waiting.push(...hits.map((hit) => insertion(guest, hit)))
    if (told !== undefined) this.#waiting.push(remembering(guest, told))
    this.#writing ??= this.#write()
  }

  /** Null when nobody has looked at this guest before. */
  async told(guest: number): Promise<ToldCounts | null> {
    const [row] = await this.#store.all('SELECT * FROM hit_told WHERE guest = ?', guest)
    return row === undefined ? null : toldOf(row)
  }

  /** The newest first. */
  async list({ guest, fromMs, toMs, limit }: HitRange): Promise<{ hits: Hit[]; more: boolean }> {
    await this.written()
    const rows = await this.#store.all(
      `SELECT hit.*, guest.name FROM hit JOIN guest ON guest.id = hit.guest
       WHERE ${guest === null ? 'guest.deleted_at IS NULL AND ?1 IS NULL' : 'hit.guest = ?1'}
         AND hit.at >= ?2 AND hit.at < ?3
       ORDER BY hit.at DESC, hit.id DESC LIMIT ?4`,
      ...[guest, fromMs, toMs, limit + 1],
    )
    return { hits: rows.slice(0, limit).map(hitOf), more: rows.length > limit }
  }

  async prune(nowMs: number): Promise<void> {
    await this.written()
    const crowded = await this.#store.all(
      'SELECT guest, resource FROM hit GROUP BY guest, resource HAVING count(*) > ?',
      KEPT_COUNT,
    )
    const oldest = `DELETE FROM hit WHERE guest = ?1 AND resource = ?2 AND id <= (
      SELECT id FROM hit WHERE guest = ?1 AND resource = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)`
    await this.#store.write([
      ['DELETE FROM hit WHERE at < ?', nowMs - KEPT_MS],
      ...crowded.map(
        ({ guest, resource }): Statement => [oldest, Number(guest), String(resource), KEPT_COUNT],
      ),
    ])
  }

  /** Resolves when all that was added is on the disk, or lost. */
  async written(): Promise<void> {
    while (this.#writing !== null) await this.#writing
  }

  /** Ends in the same moment in which it sees that nothing waits: what comes later begins another. */
  async #write(): Promise<void> {
    await null
    while (this.#waiting.length > 0) {
      const statements = this.#waiting
      this.#waiting = []
      await this.#store.write(statements)
    }
    this.#writing = null
  }
}

function insertion(guest: number, hit: Hit): Statement {
  const { id, at, resource, effect, count, limit, processes, away = false } = hit
  const insert = `INSERT INTO hit (id, guest, at, resource, effect, count, limit_then, processes, away)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  return [insert, id, guest, at, resource, effect, count, limit, JSON.stringify(processes), Number(away)]
}

function remembering(guest: number, { startedAtMs, atMs, counts }: ToldCounts): Statement {
  const upsert = 'INSERT OR REPLACE INTO hit_told (guest, started_at, at, counts) VALUES (?, ?, ?, ?)'
  return [upsert, guest, Math.round(startedAtMs), Math.round(atMs), JSON.stringify(counts)]
}

function hitOf(row: Record<string, unknown>): Hit {
  const { id, name, at, resource, effect, count, limit_then: limit } = row
  const processes: unknown = JSON.parse(String(row.processes))
  const rest = row.away === 1 ? { away: true } : {}
  return Hit.parse({ id, name, at, resource, effect, count, limit, processes, ...rest })
}
