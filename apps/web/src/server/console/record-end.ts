import type WebSocket from 'ws'
import type { ServiceContext } from '../context.ts'
import { audited } from '../services/audit/audited.ts'
import { recheckConsoles } from '../services/console/recheck.ts'
import type { RedeemedTicket } from '../services/console/redeem.ts'
import { type Ending, endingOf } from './ending.ts'
import { openAction } from './source.ts'

/** The shell is gone for good. */
export function markClosed({ db, logger }: ServiceContext, id: string): void {
  db.console
    .updateMany({ where: { id, closedAt: null }, data: { closedAt: new Date() } })
    .catch((error) => logger.error('console.closed', { console: id }, error))
}

/** The shell has ended: why, if that was because of a right that is gone. */
export async function noteExit(
  ctx: ServiceContext,
  { guest, kind, mode }: RedeemedTicket,
  consoleId: string,
): Promise<Ending | null> {
  markClosed(ctx, consoleId)
  const asked = { guestId: guest.id, kind, uses: [{ kind, mode, consoleId }] }
  const { refusals } = await recheckConsoles(ctx, asked).catch(() => ({ refusals: [] }))
  return refusals[0] ? endingOf(refusals[0]) : null
}

/** How long somebody was in a guest is asked for later: it is in the log and in the audit rows. */
export function recordEnd(
  ctx: ServiceContext,
  viewer: WebSocket,
  { ticket, consoleId }: { ticket: RedeemedTicket; consoleId: string | null },
): void {
  const { guest } = ticket
  const fields = { requestId: ctx.requestId, user: ctx.viewer.id, guest: guest.name, console: consoleId }
  const beganMs = Date.now()
  ctx.logger.info('console.open', { ...fields, mode: ticket.mode })
  viewer.once('close', (code) => {
    const durationMs = Date.now() - beganMs
    ctx.logger.info('console.close', { ...fields, code, durationMs })
    const detail = `after ${Math.round(durationMs / 1000)} s`
    audited(ctx, { action: closeAction(ticket), subject: guest.name, guest, detail }, async () => {}).catch(
      (error) => ctx.logger.error('console.audit', fields, error),
    )
  })
}

function closeAction(ticket: RedeemedTicket): string {
  if (ticket.kind === 'boot') return 'bootLog.close'
  return ticket.mode === 'owner' ? 'console.close' : `${openAction(ticket)}.close`
}
