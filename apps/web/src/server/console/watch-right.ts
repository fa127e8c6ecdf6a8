import type WebSocket from 'ws'
import { readViewer } from '../auth/read-viewer.ts'
import type { ServiceContext } from '../context.ts'
import { isGranted } from '../policy.ts'
import { CLOSE, type ConsoleKind } from '../services/console/model.ts'
import { getGuestInScope } from '../services/guest/in-scope.ts'
import { RECHECK_MS } from '../services/me/signed-in.ts'
import { isVserverError } from '../trpc/errors.ts'

type Watched = { viewer: WebSocket; guestId: string; kind: ConsoleKind }

/** Ends a console with the sign-in it was opened from, or with the right to its guest. */
export function watchRight(ctx: ServiceContext, watched: Watched): void {
  const { viewer } = watched
  const forget = ctx.consoles.add(ctx.viewer.sessionId, () => viewer.close(CLOSE.revoked))
  const timer = setInterval(() => void recheck(ctx, watched), RECHECK_MS)
  viewer.once('close', () => {
    clearInterval(timer)
    forget()
  })
}

async function recheck(ctx: ServiceContext, { viewer, guestId, kind }: Watched): Promise<void> {
  try {
    const now = await readViewer(ctx.db, ctx.viewer.sessionId)
    if (!now) return viewer.close(CLOSE.revoked)
    if (!isGranted(now, kind === 'shell' ? 'guest.console' : 'guest.bootLog'))
      return viewer.close(CLOSE.forbidden)
    await getGuestInScope({ ...ctx, viewer: now }, guestId)
  } catch (error) {
    if (isVserverError(error) && error.code === 'NOT_FOUND') return viewer.close(CLOSE.notFound)
    // A database that does not answer now is asked again in ten seconds.
    ctx.logger.error('console.recheck', { requestId: ctx.requestId }, error)
  }
}
