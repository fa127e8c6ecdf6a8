import { VserverError } from '@vserver/core/errors'
import { t, translate } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { type GuestStanding, getGuestInScope, type ScopedGuest } from '../guest/in-scope.ts'
import { type Entry, OWN_ENTRY, requireEntry } from './may-enter.ts'
import type { ConsoleKind, ConsoleMode } from './model.ts'
import { type ConsoleRow, isLetIn } from './share.ts'

/** What somebody wants of the consoles of a guest; no id = a new one. */
export type ConsoleUse = { kind: ConsoleKind; mode: ConsoleMode; consoleId: string | null }
export type ConsoleRight = { guest: ScopedGuest; entry: Entry }

/** All that must be true of a console's viewer: when the ticket is asked for and when it is used. */
export async function requireConsoleRight(
  ctx: ServiceContext,
  guestId: string,
  use: ConsoleUse,
): Promise<ConsoleRight> {
  const guest = await getGuestInScope(ctx, guestId)
  const entry = await requireGuestRight(ctx, guest, use.kind)
  if (use.kind === 'shell' && use.consoleId) {
    const found = await ctx.db.console.findFirst({ where: { id: use.consoleId, guestId } })
    await requireConsole(ctx, guest, { ...use, consoleId: use.consoleId, found })
  }
  return { guest, entry }
}

/** What of it is the same for every console of the guest. */
export async function requireGuestRight(
  ctx: ServiceContext,
  guest: GuestStanding,
  kind: ConsoleKind,
): Promise<Entry> {
  if (kind === 'boot') {
    if (!isGranted(ctx.viewer, 'guest.bootLog')) throw forbidden(t('Your role does not allow this.'))
    return OWN_ENTRY
  }
  const entry = await requireEntry(ctx, guest)
  if (guest.trafficMeter?.action === 'suspend') throw ended(guest.name, t('The guest is suspended.'))
  return entry
}

type Wanted = { consoleId: string; mode: ConsoleMode; found: ConsoleRow | null }

/** A console stays with the user who opened it; others get in as that user, or the guest's owner, may let them. */
export async function requireConsole(
  ctx: ServiceContext,
  guest: GuestStanding,
  { consoleId, mode, found }: Wanted,
): Promise<void> {
  if (found?.endedByName)
    throw ended(consoleId, t('{name} ended this console.', { name: translate(found.endedByName) }))
  if (found?.hostId && found.hostId !== guest.hostId)
    throw ended(consoleId, t('The guest was moved to another host; open a new console there.'))
  const isOwn = found?.userId === ctx.viewer.id
  if (found && (mode === 'owner' ? isOwn : await isLetIn(ctx, guest, { console: found, mode }))) return
  throw new VserverError('NOT_FOUND', 'There is no such console of this user.', {
    subject: consoleId,
    hint:
      mode === 'owner'
        ? t('It has ended; open a new console.')
        : t('It has ended, or you may not see it now.'),
  })
}

function ended(subject: string, hint: string): VserverError {
  return new VserverError('INVALID_STATE', 'The console was ended.', { subject, hint })
}

function forbidden(hint: string): VserverError {
  return new VserverError('FORBIDDEN', 'The viewer has no right to this console.', { hint })
}
