import { AsyncLocalStorage } from 'node:async_hooks'
import { MINUTE_MS } from '@vserver/core/units'
import { readViewer } from '../auth/read-viewer.ts'
import type { ServiceContext } from '../context.ts'
import type { RedeemedTicket } from '../services/console/redeem.ts'
import { type ConsoleRight, requireConsoleRight } from '../services/console/require-right.ts'
import { RECHECK_MS } from '../services/me/signed-in.ts'
import { isVserverError } from '../trpc/errors.ts'
import { ENDED, type Ending, endingOf } from './ending.ts'

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
 * database tells of a change, and every ten seconds, should it ever not. Returns how to stop watching.
 */
export function watchRight(ctx: ServiceContext, watched: Watched): () => void {
  const { ticket, consoleId } = watched
  const { viewer } = ctx
  let isOver = false
  let expiry: NodeJS.Timeout | undefined
  const end = (ending: Ending): void => {
    if (isOver) return
    stop()
    watched.onEnd(ending)
  }
  // In the language of the one who looks, whoever's act it was that made it look.
  const recheck = AsyncLocalStorage.bind(
    oneAtATime(async () => {
      if (isOver) return
      const right = await stillAllowed(ctx, watched, end)
      if (right) expireAt(right.entry.until)
    }),
  )
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
  const timer = setInterval(recheck, RECHECK_MS)
  const stop = (): void => {
    isOver = true
    clearInterval(timer)
    clearTimeout(expiry)
    forget()
  }
  expireAt(ticket.entry.until)
  // A right that went while the terminal was being opened was told to nobody.
  recheck()
  return stop
}

/** Null: it is not, or nobody could say; the latter is asked again in ten seconds. */
async function stillAllowed(
  ctx: ServiceContext,
  { ticket, consoleId }: Watched,
  end: (ending: Ending) => void,
): Promise<ConsoleRight | null> {
  try {
    const viewer = await readViewer(ctx.db, ctx.viewer.sessionId)
    if (viewer)
      return await requireConsoleRight({ ...ctx, viewer }, ticket.guest.id, { ...ticket, consoleId })
    end(ENDED.signedOut)
  } catch (error) {
    if (isVserverError(error) && error.code !== 'INTERNAL') end(endingOf(error))
    else ctx.logger.error('console.recheck', { requestId: ctx.requestId }, error)
  }
  return null
}

/** Asked while it is at work it works once more, as what it has read may be old by then. */
function oneAtATime(work: () => Promise<void>): () => void {
  let isRunning = false
  let isDue = false
  const run = async (): Promise<void> => {
    isDue = true
    if (isRunning) return
    isRunning = true
    while (isDue) {
      isDue = false
      await work()
    }
    isRunning = false
  }
  return () => void run()
}
