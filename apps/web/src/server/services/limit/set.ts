import { VserverError } from '@vserver/core/errors'
import { applyChange, type Limit, type LimitChange } from '@vserver/core/limit/model'
import { t } from '@/language/t.ts'
import { isUnsure } from '../../agent/unsure.ts'
import type { ServiceContext } from '../../context.ts'
import { ALLOWANCE_KINDS } from '../allowance/model.ts'
import type { Need } from '../allowance/need.ts'
import { needOf, reserve } from '../allowance/reserve.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { requireOwnLimits } from '../suspension/denied.ts'
import { requireOwnRates } from '../traffic/denied.ts'
import { fromColumns, toColumns } from './columns.ts'
import { requireFairPriority } from './priority.ts'

/**
 * Growth is reserved before the host is asked and given back if it refuses; what shrinks is released only after
 * the host has done it. When it is not known whether it did, the larger amount stays until reconcile has asked.
 */
export function setLimit(ctx: ServiceContext, guest: ScopedGuest, change: LimitChange): Promise<Limit> {
  requireFairPriority(ctx, change)
  return changeLimit(ctx, guest, change)
}

/** The same for what a plan says: who may sell it may also give it. */
export async function changeLimit(
  ctx: ServiceContext,
  guest: ScopedGuest,
  change: LimitChange,
): Promise<Limit> {
  requireOwnLimits(guest)
  await requireOwnRates(ctx, guest, change)
  const detail = JSON.stringify(change)
  return audited(ctx, { action: 'limit.set', subject: guest.name, guest, detail }, async () => {
    const before = await begin(ctx, guest, change)
    const limit = await askHost(ctx, guest, change, before)
    await confirm(ctx, guest, limit)
    return limit
  })
}

/** Reserves the larger of old and new, and marks the guest so that nobody changes it at the same time. */
async function begin(ctx: ServiceContext, guest: ScopedGuest, change: LimitChange): Promise<Limit> {
  return serialisable(ctx.db, async (tx) => {
    const row = await tx.guest.findUniqueOrThrow({ where: { id: guest.id } })
    if (row.life !== 'active' || row.binnedAt !== null) throw notActive(guest)
    if (row.limitIntentAt) throw beingChanged(guest)
    const before = fromColumns(row)
    const need = larger(needOf(before), needOf(applyChange(before, change)))
    await reserve(tx, { accountId: row.resellerId, guestId: row.id }, need)
    await tx.guest.update({ where: { id: row.id }, data: { limitIntentAt: new Date() } })
    return before
  })
}

async function askHost(
  ctx: ServiceContext,
  guest: ScopedGuest,
  change: LimitChange,
  before: Limit,
): Promise<Limit> {
  try {
    return await askHostOf(ctx, guest, (agent, name) => agent.setLimit(name, change))
  } catch (error) {
    if (!isUnsure(error)) await confirm(ctx, guest, before)
    throw error
  }
}

/** Makes row and reservations say what the host does. */
export async function confirm(
  ctx: Pick<ServiceContext, 'db'>,
  guest: HeldGuest,
  limit: Limit,
): Promise<void> {
  await serialisable(ctx.db, async (tx) => {
    await reserve(tx, { accountId: guest.resellerId, guestId: guest.id }, needOf(limit))
    await tx.guest.update({ where: { id: guest.id }, data: { ...toColumns(limit), limitIntentAt: null } })
  })
}
type HeldGuest = Pick<ScopedGuest, 'id' | 'resellerId'>

function larger(a: Need, b: Need): Need {
  const max = (x: number | null, y: number | null) => (x === null || y === null ? null : Math.max(x, y))
  const both = ALLOWANCE_KINDS.flatMap((kind) => {
    const [x, y] = [a[kind], b[kind]]
    return x === undefined || y === undefined ? [] : [[kind, max(x, y)]]
  })
  return Object.fromEntries(both)
}

function notActive(guest: ScopedGuest): VserverError {
  return new VserverError('INVALID_STATE', 'The guest is being made or deleted.', {
    subject: guest.name,
    hint: t('It is being made, deleted or in the bin; wait, or take it out.'),
  })
}

function beingChanged(guest: ScopedGuest): VserverError {
  return new VserverError('BUSY', 'Its limits are being changed.', {
    subject: guest.name,
    hint: t('Somebody else changes the limits of this guest now; try again in a minute.'),
  })
}
