import { VserverError } from '@vserver/core/errors'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { getGuestInScope, type ScopedGuest } from '../guest/in-scope.ts'
import { ConsoleKind } from './model.ts'
import { hashTicket } from './ticket.ts'

export type RedeemedTicket = { guest: ScopedGuest; kind: ConsoleKind; consoleId: string | null }

/** Uses a ticket up, then asks the policy again: a right may have gone since it was issued. */
export async function redeemTicket(ctx: ServiceContext, ticket: string): Promise<RedeemedTicket> {
  const { id: userId, sessionId } = ctx.viewer
  const [row] = await ctx.db.consoleTicket.updateManyAndReturn({
    where: { hash: hashTicket(ticket), userId, sessionId, usedAt: null, expiresAt: { gt: new Date() } },
    data: { usedAt: new Date() },
  })
  if (!row) throw ticketRefused()
  const kind = ConsoleKind.parse(row.kind)
  if (!isGranted(ctx.viewer, kind === 'shell' ? 'guest.console' : 'guest.bootLog')) throw ticketRefused()
  const guest = await getGuestInScope(ctx, row.guestId)
  return { guest, kind, consoleId: row.consoleId }
}

function ticketRefused(): VserverError {
  return new VserverError('FORBIDDEN', 'The console ticket is used, old or not yours.', {
    hint: 'Open the console again.',
  })
}
