import type { Guest } from '@vserver/core/guest/model'
import type { Db, Prisma, Transaction } from '@vserver/db'
import { isUnsure } from '../../agent/unsure.ts'
import { reserve } from './reserve.ts'
import { serialisable } from './serialisable.ts'

const RUN = { kind: 'runningGuests', releasedAt: null } as const

type Runner = { id: string; resellerId: string }

/** The host keeps it running, also over its own restart, or has not brought it down yet. */
export function isUp({ desired, state }: Pick<Guest, 'desired' | 'state'>): boolean {
  return desired === 'running' || (state !== 'stopped' && state !== 'failed')
}

/** Asks the host to start a guest that counts as running from before it is asked; what it refuses does not count. */
export async function runReserved<T>(db: Db, guest: Runner, ask: () => Promise<T>): Promise<T> {
  const isNew = await serialisable(db, (tx) => reserveRun(tx, guest))
  try {
    return await ask()
  } catch (error) {
    if (isNew && !isUnsure(error)) await serialisable(db, (tx) => releaseRun(tx, guest.id))
    throw error
  }
}

/** Tells whether it did not count before. */
async function reserveRun(tx: Transaction, { id: guestId, resellerId: accountId }: Runner): Promise<boolean> {
  if (await tx.reservation.findFirst({ where: { ...RUN, guestId } })) return false
  await reserve(tx, { accountId, guestId }, { runningGuests: 1 })
  return true
}

async function releaseRun(
  tx: Transaction,
  guestId: string,
  which: Prisma.ReservationWhereInput = {},
): Promise<void> {
  await tx.reservation.updateMany({ where: { ...RUN, ...which, guestId }, data: { releasedAt: new Date() } })
}

/**
 * Books what the host says. A guest that runs already counts also beyond the pool, which then starts nothing more.
 * Of those that are down only what began to count before `before` is given back: a start may be under way.
 */
export async function bookRun(
  db: Db,
  { id: guestId, resellerId: accountId }: Runner,
  { up, before }: { up: boolean; before: Date },
): Promise<void> {
  await serialisable(db, async (tx) => {
    if (!up) return releaseRun(tx, guestId, { createdAt: { lt: before } })
    if (await tx.reservation.findFirst({ where: { ...RUN, guestId } })) return
    await tx.reservation.create({ data: { accountId, guestId, kind: 'runningGuests', amount: 1n } })
  })
}
