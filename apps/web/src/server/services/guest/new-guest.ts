import { VserverError } from '@vserver/core/errors'
import type { GuestName } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import type { Prisma, Transaction } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { Agent } from '../../agent/agent.ts'
import { isUnsure } from '../../agent/unsure.ts'
import type { ServiceContext } from '../../context.ts'
import { lockAddresses } from '../address/internal.ts'
import type { Taker } from '../address/pool-of.ts'
import { unassignAddresses } from '../address/release.ts'
import type { Need } from '../allowance/need.ts'
import { release, reserve } from '../allowance/reserve.ts'
import { afterCheck, serialisable } from '../allowance/serialisable.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import { askHostOf } from './ask-host-of.ts'
import { ownAccount } from './in-scope.ts'

export type CreatedGuest = { guestId: string; operationId: string }

/** Takes what is counted one by one, such as addresses. */
type Take = (tx: Transaction, taker: Taker) => Promise<unknown>

type NewRow = Prisma.GuestUncheckedCreateInput & { id: string }

/** The row and what it takes out of its reseller's pool, or neither. */
export async function reserveNewGuest(
  ctx: ServiceContext,
  row: NewRow,
  { need, take = null }: { need: Need; take?: Take | null },
): Promise<void> {
  const { id: guestId, name, resellerId, hostId } = row
  await serialisable(ctx.db, async (tx) => {
    if (take) await lockAddresses(tx)
    await assertNameFree(tx, resellerId, name)
    await assertCustomerThere(tx, row.customerId)
    await afterCheck(tx.guest.create({ data: row }))
    await take?.(tx, { guestId, resellerId, hostId })
    await reserve(tx, { accountId: resellerId, guestId }, need)
  })
}

type Reserved = { id: string; name: string; hostName: string; hostId: string }

type Ordering = {
  auditId: string
  ask: (agent: Agent, name: GuestName) => Promise<Operation>
  /** What becomes of the row when the host refuses. */
  refused?: (error: unknown) => Promise<void>
}

/** Asks the host for a guest that is reserved; what it refuses leaves nothing behind. */
export async function orderFromHost(
  ctx: ServiceContext,
  guest: Reserved,
  { auditId, ask, refused = () => forget(ctx, guest.id) }: Ordering,
): Promise<CreatedGuest> {
  const { id: guestId, hostId } = guest
  try {
    const operation = await askHostOf(ctx, guest, ask)
    await ctx.db.guest.update({ where: { id: guestId }, data: { operationId: operation.id } })
    await mirrorOperation(ctx.db, operation, { hostId, guestId, auditId, user: ctx.viewer })
    return { guestId, operationId: operation.id }
  } catch (error) {
    if (!isUnsure(error)) await refused(error)
    throw error
  }
}

/** What an earlier request with the same key has begun. */
export async function findEarlier(
  ctx: ServiceContext,
  { name, requestKey }: { name: string; requestKey: string },
): Promise<CreatedGuest | null> {
  const where = { resellerId: ownAccount(ctx.viewer), requestKey }
  const row = await ctx.db.guest.findFirst({ where: { ...where, life: { not: 'deleted' } } })
  if (!row) return null
  if (row.operationId) return { guestId: row.id, operationId: row.operationId }
  throw new VserverError('BUSY', 'The same request is being worked on.', {
    subject: name,
    hint: t('Wait half a minute, then look at the list of guests.'),
  })
}

/** It never existed on the host, so nothing of it stays. */
async function forget({ db }: ServiceContext, guestId: string): Promise<void> {
  await serialisable(db, async (tx) => {
    await release(tx, guestId)
    await unassignAddresses(tx, guestId)
    await tx.reservation.deleteMany({ where: { guestId } })
    await tx.guest.delete({ where: { id: guestId } })
  })
}

/** Asked in the transaction: the customer may be deleted at the same moment. */
export async function assertCustomerThere(tx: Transaction, customerId: string): Promise<void> {
  const found = await tx.account.findFirst({
    where: { id: customerId, deletedAt: null },
    select: { id: true },
  })
  if (!found)
    throw new VserverError('NOT_FOUND', 'The customer is gone.', {
      subject: customerId,
      hint: t('The customer was deleted; choose another one.'),
    })
}

export async function assertNameFree(tx: Transaction, resellerId: string, name: string): Promise<void> {
  const taken = await tx.guest.findFirst({
    where: { resellerId, name, life: { not: 'deleted' } },
    select: { id: true },
  })
  if (taken)
    throw new VserverError('ALREADY_EXISTS', 'The name is taken.', {
      subject: name,
      hint: t('You have a guest of this name already; choose another name.'),
    })
}
