import { createHash, randomBytes } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { deniedActions } from '../guest/denied.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { toGuestView } from '../guest/view.ts'
import type { Ticket, TicketRequest } from './model.ts'
import { requireConsoleRight } from './require-right.ts'

const TICKET_MS = 30_000
/** Tickets of no more use are swept when a new one is made. */
const KEEP_MS = 3_600_000

/** A word for one console, once, within half a minute, from the same sign-in. */
export async function issueTicket(
  ctx: ServiceContext,
  guest: ScopedGuest,
  request: TicketRequest,
): Promise<Ticket> {
  const { kind, mode } = request
  const consoleId = request.consoleId ?? null
  assertPossible(ctx, guest, kind)
  await requireConsoleRight(ctx, guest.id, { kind, mode, consoleId })
  await ctx.db.consoleTicket.deleteMany({ where: { expiresAt: { lt: new Date(Date.now() - KEEP_MS) } } })
  const ticket = randomBytes(24).toString('base64url')
  const expiresAt = new Date(Date.now() + TICKET_MS)
  const { id: userId, sessionId } = ctx.viewer
  await audited(ctx, { action: 'console.ticket', subject: guest.name, guest, detail: kind }, () =>
    ctx.db.consoleTicket.create({
      data: {
        hash: hashTicket(ticket),
        kind,
        mode,
        userId,
        sessionId,
        guestId: guest.id,
        expiresAt,
        consoleId,
        origin: ctx.origin ?? null,
      },
    }),
  )
  return { ticket, expiresAt: expiresAt.toISOString() }
}

export function hashTicket(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex')
}

function assertPossible(ctx: ServiceContext, guest: ScopedGuest, kind: TicketRequest['kind']): void {
  const { state } = toGuestView(ctx, guest)
  const denied = deniedActions({ viewer: ctx.viewer, state, busyWith: null, held: null, limitsHeld: null })
  const reason = kind === 'shell' ? denied.console : denied.bootLog
  if (!reason) return
  const code = state === 'unknown' ? 'HOST_UNREACHABLE' : 'INVALID_STATE'
  throw new VserverError(code, reason, { subject: guest.name, hint: reason })
}
