import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import { readViewer } from '../../auth/read-viewer.ts'
import type { Panel, ServiceContext } from '../../context.ts'

export const RECHECK_MS = 10_000

/** Whether a sign-in is still good: a long-lived connection must ask again and again. */
export async function isSignedIn({ db }: Pick<Panel, 'db'>, sessionId: string): Promise<boolean> {
  return (await readViewer(db, sessionId)) !== null
}

/**
 * Passes events on while the viewer is signed in. A quiet stretch gives null every ten seconds, and so does a change
 * of what the viewer may do or see, so that a watcher can look again for itself.
 */
export async function* whileSignedIn<T>(
  ctx: ServiceContext,
  events: AsyncIterable<T>,
): AsyncGenerator<T | null> {
  const source = events[Symbol.asyncIterator]()
  let next = source.next()
  let checkedAt = Date.now()
  try {
    for (;;) {
      const result = await withTimeout(next, checkedAt + RECHECK_MS - Date.now())
      const isDue = Date.now() - checkedAt >= RECHECK_MS
      if (isDue) {
        const hasChanged = await refreshViewer(ctx)
        checkedAt = Date.now()
        if (hasChanged) yield null
      }
      if (result === 'timeout') {
        yield null
        continue
      }
      if (result.done) return
      yield result.value
      next = source.next()
    }
  } finally {
    void source.return?.()
  }
}

/** True when the viewer may do or see something else than before. */
async function refreshViewer(ctx: ServiceContext): Promise<boolean> {
  const before = ctx.viewer
  const now = await readViewer(ctx.db, before.sessionId)
  if (!now) throw signedOut()
  ctx.viewer = now
  const isSame =
    now.id === before.id &&
    now.limitedToGuests === before.limitedToGuests &&
    now.rights.size === before.rights.size &&
    [...now.rights].every((right) => before.rights.has(right))
  return !isSame
}

function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T | 'timeout'> {
  let timer: NodeJS.Timeout
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), 'timeout')
  })
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer))
}

function signedOut(): VserverError {
  return new VserverError('UNAUTHENTICATED', 'The sign-in has ended.', { hint: msg('Sign in again.') })
}
