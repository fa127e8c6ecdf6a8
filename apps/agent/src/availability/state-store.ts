import { StateChange } from '@vserver/core/availability/model'
import { HOUR_MS } from '@vserver/core/units'
import type { Statement, Store } from '../store/store.ts'

/** Two years and the month that is running. */
const KEPT_MS = (2 * 365 + 31) * 24 * HOUR_MS
/** Of each guest: one that restarts all the time must not fill the store. */
const KEPT_COUNT = 20_000

export type HostSeen = { bootId: string; atMs: number }

/** When guests went up and down, and when the host was last seen up. */
export class StateStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async add(guest: number, changes: readonly StateChange[]): Promise<void> {
    const insert = 'INSERT INTO state_change (guest, at, state, reason) VALUES (?, ?, ?, ?)'
    await this.#store.write(
      changes.map(({ at, state, reason }): Statement => [insert, guest, at, state, reason]),
    )
  }

  /** Oldest first. */
  async list(guest: number): Promise<StateChange[]> {
    const rows = await this.#store.all(
      'SELECT at, state, reason FROM state_change WHERE guest = ? ORDER BY id',
      guest,
    )
    return rows.map((row) => StateChange.parse({ ...row }))
  }

  /** Null for a guest that never ran. */
  async last(guest: number): Promise<StateChange | null> {
    const [row] = await this.#store.all(
      'SELECT at, state, reason FROM state_change WHERE guest = ? ORDER BY id DESC LIMIT 1',
      guest,
    )
    return row === undefined ? null : StateChange.parse({ ...row })
  }

  async hostSeen(): Promise<HostSeen | null> {
    const [row] = await this.#store.all('SELECT boot_id, at FROM host_seen')
    return row === undefined ? null : { bootId: String(row.boot_id), atMs: Number(row.at) }
  }

  async noteHostSeen({ bootId, atMs }: HostSeen): Promise<void> {
    await this.#store.write([
      [
        `INSERT INTO host_seen (id, boot_id, at) VALUES (1, ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET boot_id = ?1, at = ?2`,
        bootId,
        atMs,
      ],
    ])
  }

  /** The last change before stays, so that the state at the beginning is known. */
  async prune(nowMs: number): Promise<void> {
    await this.#store.write([
      [
        `DELETE FROM state_change WHERE at < ? AND id < (
           SELECT max(id) FROM state_change AS later WHERE later.guest = state_change.guest AND later.at < ?)`,
        nowMs - KEPT_MS,
        nowMs - KEPT_MS,
      ],
      [
        `DELETE FROM state_change WHERE id IN (
           SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY guest ORDER BY id DESC) AS number
             FROM state_change) WHERE number > ?)`,
        KEPT_COUNT,
      ],
    ])
  }
}
