import type { GuestRecord } from '@vserver/core/guest/model'
import { HOUR_MS } from '@vserver/core/units'
import type { Statement, Store } from './store.ts'

/** What is known of a deleted guest is kept for as long as its files lie in the bin. */
const KEPT_MS = 24 * HOUR_MS

type Key = Pick<GuestRecord, 'name' | 'createdAt'>

/** The numbers that guests have in the store: those of a deleted guest and of a later one of its name differ. */
export class StoredGuests {
  readonly #store: Store
  readonly #ids = new Map<string, number>()
  #beginnings = 0

  constructor(store: Store) {
    this.#store = store
  }

  /** Gives it one when it has none; null when the store cannot keep it. */
  async idOf({ name, createdAt }: Key): Promise<number | null> {
    this.#forgetOldFile()
    const key = keyOf({ name, createdAt })
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const upsert = `INSERT INTO guest (name, created_at) VALUES (?, ?)
      ON CONFLICT (name, created_at) DO UPDATE SET deleted_at = NULL`
    await this.#store.write([[upsert, name, createdAt]])
    const select = 'SELECT id FROM guest WHERE name = ? AND created_at = ?'
    const [row] = await this.#store.all(select, name, createdAt)
    if (row === undefined) return null
    this.#ids.set(key, Number(row.id))
    return Number(row.id)
  }

  /** In a file that was begun anew nobody has a number. */
  #forgetOldFile(): void {
    if (this.#store.beginnings() === this.#beginnings) return
    this.#beginnings = this.#store.beginnings()
    this.#ids.clear()
  }

  /** Notes which guests are no more, and forgets those that have been gone for a day, with all that refers to them. */
  async prune(records: readonly Key[], nowMs: number): Promise<void> {
    const there = new Set(records.map(keyOf))
    const statements: Statement[] = []
    for (const row of await this.#store.all(
      'SELECT id, name, created_at, deleted_at FROM guest WHERE id > 0',
    )) {
      const key = keyOf({ name: String(row.name) as Key['name'], createdAt: String(row.created_at) })
      if (there.has(key)) continue
      this.#ids.delete(key)
      if (row.deleted_at === null)
        statements.push(['UPDATE guest SET deleted_at = ? WHERE id = ?', nowMs, Number(row.id)])
      else if (Number(row.deleted_at) + KEPT_MS <= nowMs)
        statements.push(['DELETE FROM guest WHERE id = ?', Number(row.id)])
    }
    if (statements.length > 0) await this.#store.write(statements)
  }
}

function keyOf({ name, createdAt }: Key): string {
  return `${name} ${createdAt}`
}
