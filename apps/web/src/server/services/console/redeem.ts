import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import type { Entry } from './may-enter.ts'
import { ConsoleKind } from './model.ts'
import { type ConsoleUse, requireConsoleRight } from './require-right.ts'
import { hashTicket } from './ticket.ts'

export type RedeemedTicket = ConsoleUse & { guest: ScopedGuest; entry: Entry }

/** Uses a ticket up, then asks the policy again: a right may have gone since it was issued. */
export async function redeemTicket(ctx: ServiceContext, ticket: string): Promise<RedeemedTicket> {
  const { id: userId, sessionId } = ctx.viewer
  const origin = ctx.origin ?? null
  const [row] = await ctx.db.consoleTicket.updateManyAndReturn({
    where: {
      hash: hashTicket(ticket),
      userId,
      sessionId,
      origin,
      usedAt: null,
      expiresAt: { gt: new Date() },
    },
    data: { usedAt: new Date() },
  })
  if (!row) throw ticketRefused()
  const use = { kind: ConsoleKind.parse(row.kind), mode: row.mode, consoleId: row.consoleId }
  return { ...use, ...(await requireConsoleRight(ctx, row.guestId, use)) }
}

function ticketRefused(): VserverError {
  return new VserverError('FORBIDDEN', 'The console ticket is used, old or not yours.', {
    hint: t('Open the console again.'),
  })
}
