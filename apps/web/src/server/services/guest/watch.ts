import type { HubEvent } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { isVserverError } from '../../trpc/errors.ts'
import { hubOf } from '../host/hub-of.ts'
import { whileSignedIn } from '../me/signed-in.ts'
import { mirrorEnd } from '../operation/mirror.ts'
import { keepWatched } from '../sample/keep-watched.ts'
import { getGuestInScope, type ScopedGuest } from './in-scope.ts'
import type { GuestWatchEvent } from './model.ts'
import { operationForReader } from './panel-words.ts'
import { toGuestView } from './view.ts'

/** The guest as it is, then whatever changes, until it is deleted. */
export async function* watchGuest(
  ctx: ServiceContext,
  guest: ScopedGuest,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ id: string; event: GuestWatchEvent }> {
  let number = 0
  const numbered = (event: GuestWatchEvent) => ({ id: `${guest.id}:${number++}`, event })
  const events = hubOf(ctx, guest.hostId).listen(signal)
  const stopWatching = keepWatched(ctx, guest)
  try {
    yield numbered(await readView(ctx, guest.id))
    for await (const event of whileSignedIn(ctx, events)) {
      for (const told of await translate(ctx, guest, event)) {
        yield numbered(told)
        if (told.kind === 'deleted') return
      }
    }
  } finally {
    stopWatching()
  }
}

async function translate(
  ctx: ServiceContext,
  guest: ScopedGuest,
  event: HubEvent | null,
): Promise<GuestWatchEvent[]> {
  if (event === null) return onlyIfDeleted(await readView(ctx, guest.id))
  if (!concerns(event, guest.hostName)) return []
  switch (event.kind) {
    case 'samples': {
      const sample = event.samples.get(guest.hostName)
      return sample ? [{ kind: 'sample', sample }] : []
    }
    case 'operation':
      await mirrorEnd(ctx.db, event.operation, guest.hostId)
      return [
        { kind: 'operation', operation: operationForReader(event.operation, guest) },
        await readView(ctx, guest.id),
      ]
    case 'unreachable':
      return [{ kind: 'unreachable', message: event.message }, await readView(ctx, guest.id)]
    case 'guestDeleted':
      return [await readDeleted(ctx, guest.id)]
    default:
      return [await readView(ctx, guest.id)]
  }
}

export function concerns(event: HubEvent, hostName: string): boolean {
  switch (event.kind) {
    case 'guest':
      return event.guest.name === hostName
    case 'guestDeleted':
      return event.name === hostName
    case 'samples':
      return event.samples.has(hostName)
    case 'disk':
      return event.disk.name === hostName
    case 'operation':
      return event.operation.subject === hostName
    case 'template':
      return false
    case 'reset':
    case 'reachable':
    case 'unreachable':
      return true
  }
}

async function readView(ctx: ServiceContext, guestId: string): Promise<GuestWatchEvent> {
  try {
    return { kind: 'guest', guest: toGuestView(ctx, await getGuestInScope(ctx, guestId)) }
  } catch (error) {
    // Anything else says nothing of the guest: the watch ends, and the page asks for a new one.
    if (isVserverError(error) && error.code === 'NOT_FOUND') return { kind: 'deleted' }
    throw error
  }
}

/** Gone from the host: deleted if we asked for it, else a guest that is missing and must be shown as such. */
async function readDeleted(ctx: ServiceContext, guestId: string): Promise<GuestWatchEvent> {
  const row = await ctx.db.guest.findUnique({ where: { id: guestId }, select: { life: true } })
  return !row || row.life === 'deleting' || row.life === 'deleted'
    ? { kind: 'deleted' }
    : readView(ctx, guestId)
}

function onlyIfDeleted(event: GuestWatchEvent): GuestWatchEvent[] {
  return event.kind === 'deleted' ? [event] : []
}
