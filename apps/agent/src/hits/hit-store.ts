import { Hit } from '@vserver/core/hit/model'
import { HOUR_MS } from '@vserver/core/units'
import type { Statement, Store } from '../store/store.ts'

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

  /** Those that come while others are written go to the disk together. */
  add(guest: number, hit: Hit): void {
    const insert = `INSERT INTO hit (id, guest, at, resource, effect, count, limit_then, processes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
    const { id, at, resource, effect, count, limit, processes } = hit
    this.#waiting.push([insert, id, guest, at, resource, effect, count, limit, JSON.stringify(processes)])
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null
    })
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

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const statements = this.#waiting
      this.#waiting = []
      await this.#store.write(statements)
    }
  }
}

function hitOf(row: Record<string, unknown>): Hit {
  const { id, name, at, resource, effect, count, limit_then: limit, processes } = row
  return Hit.parse({ id, name, at, resource, effect, count, limit, processes: JSON.parse(String(processes)) })
}
