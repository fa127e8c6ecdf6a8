import { AsyncLocalStorage } from 'node:async_hooks'
import { MINUTE_MS } from '@vserver/core/units'
import { readViewer } from '../auth/read-viewer.ts'
import type { ServiceContext } from '../context.ts'
import type { RedeemedTicket } from '../services/console/redeem.ts'
import { type ConsoleRight, requireConsoleRight } from '../services/console/require-right.ts'
import { isVserverError } from '../trpc/errors.ts'
import { ENDED, type Ending, endingOf } from './ending.ts'
import { keepAsked } from './keep-asked.ts'

/** setTimeout(2) counts in 31 bits. */
const LONGEST_MS = 24 * 60 * MINUTE_MS

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
export function watchRight(ctx: ServiceContext, watched: Watched): () => void {
  const { ticket, consoleId } = watched
  const { viewer } = ctx
  let isOver = false
  let expiry: NodeJS.Timeout | undefined
  const end = (ending: Ending): void => {
    if (isOver) return
    watched.onEnd(ending)
    stop()
  }
  const asked = keepAsked({
    question: async () => {
      const right = await stillAllowed(ctx, watched, end)
      if (right) expireAt(right.entry.until)
    },
    onError: (error) => ctx.logger.error('console.recheck', { requestId: ctx.requestId }, error),
  })
  // In the language of the one who looks, whoever's act it was that made it look.
  const recheck = AsyncLocalStorage.bind(asked.ask)
  const expireAt = (until: Date | null): void => {
    clearTimeout(expiry)
    if (until && !isOver)
      expiry = setTimeout(recheck, Math.min(LONGEST_MS, Math.max(0, until.getTime() - ctx.now() + 1)))
  }
  const forget = ctx.consoles.add({
    sessionId: viewer.sessionId,
    userId: viewer.id,
    accountId: viewer.accountId,
    guestId: ticket.guest.id,
    ownerIds: [ticket.guest.customerId, ticket.guest.resellerId],
    consoleId,
    recheck,
    revoke: () => end(ENDED.signedOut),
  })
  const stop = (): void => {
    isOver = true
    asked.stop()
    clearTimeout(expiry)
    forget()
  }
  expireAt(ticket.entry.until)
  return stop
}

/** Null: it is not. Rejects when nobody could say. */
async function stillAllowed(
  ctx: ServiceContext,
  { ticket, consoleId }: Watched,
  end: (ending: Ending) => void,
): Promise<ConsoleRight | null> {
  const viewer = await readViewer(ctx.db, ctx.viewer.sessionId)
  if (!viewer) {
    end(ENDED.signedOut)
    return null
  }
  try {
    return await requireConsoleRight({ ...ctx, viewer }, ticket.guest.id, { ...ticket, consoleId })
  } catch (error) {
    if (!isVserverError(error) || error.code === 'INTERNAL') throw error
    end(endingOf(error))
    return null
  }
}
