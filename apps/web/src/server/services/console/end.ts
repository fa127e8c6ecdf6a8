import { ConsoleId } from '@vserver/core/console/model'
import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import { hangUpSource } from '../../console/hang-up.ts'
import type { Panel, ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { hubOf } from '../host/hub-of.ts'

type ConsoleRow = { id: string; userId: string; hostId: string | null }

/** One's own, those in one's own guest, and for who runs the hosts all. */
export function mayEnd({ viewer }: ServiceContext, guest: ScopedGuest, console: ConsoleRow): boolean {
  const isOwner = [guest.customerId, guest.resellerId].includes(viewer.accountId ?? '')
  return console.userId === viewer.id || isOwner || viewer.role === 'admin'
}

/** Ends a terminal for good: its shell is hung up, and everybody on it is told by whom. */
export async function endConsole(ctx: ServiceContext, guest: ScopedGuest, consoleId: string): Promise<void> {
  const row = await ctx.db.console.findFirst({
    where: { id: consoleId, guestId: guest.id, closedAt: null },
  })
  if (!row) throw consoleNotFound(consoleId)
  if (!mayEnd(ctx, guest, row))
    throw new VserverError('FORBIDDEN', 'The console is of somebody else.', {
      hint: t('Only its owner and the owner of the guest may end it.'),
    })
  await audited(ctx, { action: 'console.end', subject: guest.name, guest }, () =>
    hangUp(ctx, { id: row.id, hostId: row.hostId ?? guest.hostId, byName: ctx.viewer.name }),
  )
}

type HangUp = { id: string; hostId: string; byName: string }

/** The row first: whoever is on it is cut even when the host does not answer. */
export async function hangUp(panel: Panel, { id, hostId, byName }: HangUp): Promise<void> {
  await panel.db.console.updateMany({
    where: { id, closedAt: null },
    data: { closedAt: new Date(), endedByName: byName },
  })
  await hangUpSource(hubOf(panel, hostId).agent.consoleAddress({ consoleId: ConsoleId.parse(id) }))
}

export function consoleNotFound(subject: string): VserverError {
  return new VserverError('NOT_FOUND', 'There is no such console in scope.', {
    subject,
    hint: t('It has ended; look at the list again.'),
  })
}
