import type { ServiceContext } from '../context.ts'
import type { RedeemedTicket } from '../services/console/redeem.ts'
import { ENDED, type Ending } from './ending.ts'
import { joinRight } from './shared-right.ts'

type Watched = {
  ticket: RedeemedTicket
  consoleId: string | null
  /** Called once: the right is gone. */
  onEnd(ending: Ending): void
}

/**
 * Ends a connection to a terminal with the sign-in it was opened from, or with the right to it: as soon as the
 * database tells of a change, at once as one may have been told while it was opened, and every ten seconds, should
 * one ever be lost. Returns how to stop watching.
 */
export function watchRight(ctx: ServiceContext, { ticket, consoleId, onEnd }: Watched): () => void {
  const { viewer } = ctx
  const { guest, kind, mode, entry } = ticket
  let isOver = false
  const end = (ending: Ending): void => {
    if (isOver) return
    onEnd(ending)
    stop()
  }
  const holder = { use: { kind, mode, consoleId }, end }
  const right = joinRight(ctx, { guestId: guest.id, kind, holder, until: entry.until })
  const forget = ctx.consoles.add({
    sessionId: viewer.sessionId,
    userId: viewer.id,
    accountId: viewer.accountId,
    guestId: guest.id,
    ownerIds: [guest.customerId, guest.resellerId],
    consoleId,
    recheck: right.ask,
    revoke: () => end(ENDED.signedOut),
  })
  const stop = (): void => {
    isOver = true
    right.leave()
    forget()
  }
  return stop
}
