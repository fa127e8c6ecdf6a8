import type { HubEvent } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { localHub } from '../host/hub-of.ts'
import { whileSignedIn } from '../me/signed-in.ts'
import { listGuestsInScope, type ScopedGuest } from './in-scope.ts'
import type { GuestListEvent } from './model.ts'
import { operationInPanelWords } from './panel-words.ts'
import { toGuestView } from './view.ts'

/** Every guest in scope as it is, then whatever changes in any of them. */
export async function* watchGuests(
  ctx: ServiceContext,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ id: string; event: GuestListEvent }> {
  let number = 0
  const events = localHub(ctx).listen(signal)
  const known = new KnownGuests(ctx)
  for (const event of await known.readAll()) yield { id: String(number++), event }
  for await (const event of whileSignedIn(ctx, events))
    for (const told of await known.translate(event)) yield { id: String(number++), event: told }
}

/** The rows of the scope by their names on the host, read again when a name is new or something changed. */
class KnownGuests {
  readonly #ctx: ServiceContext
  readonly #rows = new Map<string, ScopedGuest>()
  /** Names that turned out to be other tenants'. */
  readonly #foreign = new Set<string>()

  constructor(ctx: ServiceContext) {
    this.#ctx = ctx
  }

  async readAll(): Promise<GuestListEvent[]> {
    const gone = await this.#reload()
    return [...gone, ...[...this.#rows.values()].map((row) => this.#view(row))]
  }

  async translate(event: HubEvent | null): Promise<GuestListEvent[]> {
    if (event === null) return this.#reload()
    switch (event.kind) {
      case 'sample': {
        const row = this.#rows.get(event.name)
        return row ? [{ kind: 'sample', sample: event.sample, guestId: row.id }] : []
      }
      case 'guest':
        return this.#changed(event.guest.name)
      case 'guestDeleted':
        return this.#changed(event.name)
      case 'operation': {
        const views = await this.#changed(event.operation.subject)
        const row = this.#rows.get(event.operation.subject)
        if (!row) return views
        const operation = operationInPanelWords(event.operation, row)
        return [{ kind: 'operation', operation, guestId: row.id }, ...views]
      }
      case 'disk': {
        const row = this.#rows.get(event.disk.name)
        return row ? [this.#view(row)] : []
      }
      case 'helper':
      case 'hit':
      case 'storage':
      case 'traffic':
        return []
      case 'unreachable': {
        const { message } = event
        const rows = [...this.#rows.values()]
        return rows.flatMap((row) => [{ kind: 'unreachable', message, guestId: row.id }, this.#view(row)])
      }
      case 'template':
        return []
      case 'reset':
      case 'reachable':
        return this.readAll()
    }
  }

  async #changed(hostName: string): Promise<GuestListEvent[]> {
    if (this.#foreign.has(hostName)) return []
    const gone = await this.#reload()
    const row = this.#rows.get(hostName)
    if (!row && gone.length === 0) this.#foreign.add(hostName)
    return row ? [...gone, this.#view(row)] : gone
  }

  /** Returns the guests that are gone. */
  async #reload(): Promise<GuestListEvent[]> {
    const before = new Map(this.#rows)
    this.#rows.clear()
    for (const row of await listGuestsInScope(this.#ctx)) this.#rows.set(row.hostName, row)
    return [...before.values()]
      .filter((row) => !this.#rows.has(row.hostName))
      .map((row) => ({ kind: 'deleted', guestId: row.id }))
  }

  #view(row: ScopedGuest): GuestListEvent {
    return { kind: 'guest', guest: toGuestView(this.#ctx, row), guestId: row.id }
  }
}
