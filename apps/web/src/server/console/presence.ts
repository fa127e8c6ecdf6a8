import { SECOND_MS } from '@vserver/core/units'
import type { ServiceContext } from '../context.ts'
import type { ConsoleMode } from '../services/console/model.ts'
import { SEEN_MS } from '../services/console/open-list.ts'

const BEAT_MS = 10 * SECOND_MS

type Present = { guestId: string; consoleId: string; mode: ConsoleMode; via: 'browser' | 'ssh' }

/** Lets every panel process know who is on a terminal; returns how to leave. */
export async function markPresent(ctx: ServiceContext, present: Present): Promise<() => void> {
  const { db, logger, viewer } = ctx
  await db.consoleAttachment.deleteMany({
    where: { guestId: present.guestId, seenAt: { lt: new Date(Date.now() - SEEN_MS) } },
  })
  const { id } = await db.consoleAttachment.create({ data: { ...present, userId: viewer.id } })
  const failed = (error: unknown): void =>
    logger.error('console.present', { console: present.consoleId }, error)
  const timer = setInterval(() => {
    // It is gone when we were away for too long and somebody swept.
    db.consoleAttachment.updateMany({ where: { id }, data: { seenAt: new Date() } }).catch(failed)
  }, BEAT_MS)
  return () => {
    clearInterval(timer)
    db.consoleAttachment.deleteMany({ where: { id } }).catch(failed)
  }
}
