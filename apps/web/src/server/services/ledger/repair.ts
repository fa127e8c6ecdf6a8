import { VserverError } from '@vserver/core/errors'
import type { Limit } from '@vserver/core/limit/model'
import type { Transaction } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { needOf } from '../allowance/reserve.ts'
import { isUp } from '../allowance/running.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import { keepsItsPlace } from '../guest/keeps-place.ts'
import { fromColumns, toColumns } from '../limit/columns.ts'
import type { RepairInput } from './model.ts'
import { findSold, INTENT_MS, needOfRow } from './read-sold.ts'

/**
 * Makes the ledger, a guest's row and its host agree again. What is reserved may go beyond the pool: the guest has it
 * already, and a pool that is overdrawn says so and sells nothing more.
 */
export async function repairGuest(ctx: ServiceContext, { guestId, repair }: RepairInput): Promise<void> {
  const row = await ctx.db.guest.findUnique({ where: { id: guestId } })
  if (!row) throw gone(guestId)
  if (isBeingChanged(row)) throw beingChanged(row.name)
  const entry = { action: 'ledger.repair', subject: row.name, guest: row, detail: repair }
  await audited(ctx, entry, async () => {
    if (repair === 'restore')
      await askHostOf(ctx, row, (agent, name) => agent.setLimit(name, fromColumns(row)))
    const limit = repair === 'adopt' ? await askHostOf(ctx, row, (agent, name) => agent.getLimit(name)) : null
    const runs = await readRuns(ctx, row)
    await serialisable(ctx.db, (tx) => book(tx, guestId, { limit, runs }))
  })
}

/** Writes anew all that a guest holds: by what the tables say it was sold, or by what its host enforces. */
async function book(
  tx: Transaction,
  guestId: string,
  { limit: enforced, runs }: { limit: Limit | null; runs: boolean | null },
): Promise<void> {
  const row = await findSold(tx, guestId)
  if (!row) throw gone(guestId)
  if (isBeingChanged(row)) throw beingChanged(row.name)
  const now = new Date()
  await tx.reservation.updateMany({ where: { guestId, releasedAt: null }, data: { releasedAt: now } })
  if (row.life === 'deleted') return
  const hadRun = row.reservations.some(({ kind }) => kind === 'runningGuests')
  const runningGuests = (runs ?? hadRun) || keepsItsPlace(row) ? 1 : 0
  const need = { ...needOfRow(row), ...(enforced ? needOf(enforced) : {}), runningGuests }
  if (enforced)
    await tx.guest.update({ where: { id: guestId }, data: { ...toColumns(enforced), limitIntentAt: null } })
  const held = Object.entries(need).filter(([, amount]) => amount !== 0 && amount !== undefined)
  await tx.reservation.createMany({
    data: held.map(([kind, amount]) => ({
      accountId: row.resellerId,
      guestId,
      kind: kind as keyof typeof need,
      amount: amount === null || amount === undefined ? null : BigInt(amount),
    })),
  })
}

/** Null: its host does not say, so that it stays as it is. */
async function readRuns(ctx: ServiceContext, row: Row): Promise<boolean | null> {
  try {
    return isUp(await askHostOf(ctx, row, (agent, name) => agent.getGuest(name)))
  } catch (error) {
    if (error instanceof VserverError) return null
    throw error
  }
}
type Row = Parameters<typeof askHostOf>[1]

/** A change of its limits or its network that goes on books by itself; one that was begun long ago does not. */
function isBeingChanged({ limitIntentAt, networkIntentAt }: Intents): boolean {
  return [limitIntentAt, networkIntentAt].some((at) => at !== null && Date.now() - at.getTime() < INTENT_MS)
}
type Intents = { limitIntentAt: Date | null; networkIntentAt: Date | null }

function beingChanged(subject: string): VserverError {
  return new VserverError('BUSY', 'The guest is being changed.', {
    subject,
    hint: t('Somebody changes this guest now; prove the ledger again in a minute.'),
  })
}

function gone(guestId: string): VserverError {
  return new VserverError('NOT_FOUND', 'There is no such guest.', {
    subject: guestId,
    hint: t('Prove the ledger again: it may have been put right already.'),
  })
}
