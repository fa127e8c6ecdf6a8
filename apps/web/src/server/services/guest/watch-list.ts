import type { HubEvent } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { localHub } from '../host/hub-of.ts'
import { whileSignedIn } from '../me/signed-in.ts'
import { listedGuests, listGuestsInScope, type ScopedGuest } from './in-scope.ts'
import type { GuestListEvent } from './model.ts'
import { operationForReader } from './panel-words.ts'
import { toGuestView } from './view.ts'

/** The guests that are shown as they are, then whatever changes in any of them, and which guests come and go. */
export async function* watchGuests(
  ctx: ServiceContext,
  shownIds: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<{ id: string; event: GuestListEvent }> {
  let number = 0
  const events = localHub(ctx).listen(signal)
  const known = new KnownGuests(ctx, shownIds)
  for (const event of await known.readAll()) yield { id: String(number++), event }
  for await (const event of whileSignedIn(ctx, events))
    for (const told of await known.translate(event)) yield { id: String(number++), event: told }
}

/** The rows that are shown and the names of the whole scope, read again when a name is new or a row changed. */
class KnownGuests {
  readonly #ctx: ServiceContext
  readonly #shownIds: string[]
  /** Shown, by their names on the host. */
  #rows = new Map<string, ScopedGuest>()
  /** Ids of the whole scope by the same names; null before the first look. */
  #scope: Map<string, string> | null = null
  /** Names that turned out to be other tenants'. */
  readonly #foreign = new Set<string>()

  constructor(ctx: ServiceContext, shownIds: readonly string[]) {
    this.#ctx = ctx
    this.#shownIds = [...shownIds]
  }

  async readAll(): Promise<GuestListEvent[]> {
    const moved = await this.#reload()
    return [...moved, ...[...this.#rows.values()].map((row) => this.#view(row))]
  }

  async translate(event: HubEvent | null): Promise<GuestListEvent[]> {
    if (event === null) return this.#reload()
    switch (event.kind) {
      case 'samples':
        return [...this.#rows.values()].flatMap(({ hostName, id }): GuestListEvent[] => {
          const sample = event.samples.get(hostName)
          return sample ? [{ kind: 'sample', sample, guestId: id }] : []
        })
      case 'guest':
        return this.#isBeside(event.guest.name) ? [] : this.#changed(event.guest.name)
      case 'guestDeleted':
        return this.#changed(event.name)
      case 'operation': {
        const { subject } = event.operation
        if (this.#isBeside(subject)) return []
        const views = await this.#changed(subject)
        const row = this.#rows.get(subject)
        if (!row) return views
        const operation = operationForReader(event.operation, row)
        return [{ kind: 'operation', operation, guestId: row.id }, ...views]
      }
      case 'disk': {
        const row = this.#rows.get(event.disk.name)
        return row ? [this.#view(row)] : []
      }
      case 'template':
        return []
      case 'unreachable': {
        const { message } = event
        const rows = [...this.#rows.values()]
        return rows.flatMap((row) => [{ kind: 'unreachable', message, guestId: row.id }, this.#view(row)])
      }
      case 'reset':
      case 'reachable':
        return this.readAll()
    }
  }

  /** In the scope but not shown: whatever it does changes no row. */
  #isBeside(hostName: string): boolean {
    return !this.#rows.has(hostName) && this.#scope?.has(hostName) === true
  }

  async #changed(hostName: string): Promise<GuestListEvent[]> {
    if (this.#foreign.has(hostName)) return []
    const moved = await this.#reload()
    const row = this.#rows.get(hostName)
    if (!row && moved.length === 0) this.#foreign.add(hostName)
    return row ? [...moved, this.#view(row)] : moved
  }

  /** Returns the guests that came or went since. */
  async #reload(): Promise<GuestListEvent[]> {
    const [before, shown] = [this.#scope, this.#rows]
    this.#scope = await this.#readScope()
    const rows = await listGuestsInScope(this.#ctx, { id: { in: this.#shownIds } })
    this.#rows = new Map(rows.map((row) => [row.hostName, row]))
    if (!before) return []
    const now = this.#scope
    const gone = [...before].filter(([hostName]) => !now.has(hostName))
    const come = [...now].filter(([hostName]) => !before.has(hostName))
    return [
      ...gone.map(([hostName, guestId]): GuestListEvent => {
        return { kind: shown.has(hostName) ? 'deleted' : 'listed', guestId }
      }),
      ...come.map(([, guestId]): GuestListEvent => ({ kind: 'listed', guestId })),
    ]
  }

  async #readScope(): Promise<Map<string, string>> {
    const { db, viewer } = this.#ctx
    const found = await db.guest.findMany({
      where: listedGuests(viewer),
      select: { id: true, hostName: true },
    })
    return new Map(found.map(({ id, hostName }) => [hostName, id]))
  }

  #view(row: ScopedGuest): GuestListEvent {
    return { kind: 'guest', guest: toGuestView(this.#ctx, row), guestId: row.id }
  }
}
