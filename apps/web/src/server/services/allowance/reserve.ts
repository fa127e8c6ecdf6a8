import { VserverError } from '@vserver/core/errors'
import type { Limit } from '@vserver/core/limit/model'
import type { Transaction } from '@vserver/db'
import { t } from '@/language/t.ts'
import { refusalOf, roomIn } from './fit.ts'
import type { AllowanceKind } from './model.ts'
import { ALLOWANCE_NAME } from './names.ts'
import type { Need } from './need.ts'
import { readPoolWithTerms } from './pool.ts'

type Holder = { accountId: string; guestId: string }

/** What one guest with this limit takes out of the pool, beside its network; null = infinity. */
export function needOf(limit: Limit): Need {
  const { memoryBytes, cpuMillicores, diskBytes, inodes } = limit
  return { guests: 1, memoryBytes, cpuMillicores, diskBytes, inodes }
}

/**
 * Makes the guest hold exactly `need`: what it held is released and written anew, after a check that growth fits.
 * Shrinking always fits, also in a pool that is over-full.
 */
export async function reserve(tx: Transaction, { accountId, guestId }: Holder, need: Need): Promise<void> {
  const { pool, terms } = await readPoolWithTerms(tx, accountId)
  const held = await tx.reservation.findMany({ where: { guestId, releasedAt: null } })
  for (const line of pool) {
    const before = held.find((row) => row.kind === line.kind)
    const had = before ? amountOf(before.amount) : 0
    const wants = need[line.kind]
    if (wants === undefined || had === wants) continue
    const refusal = refusalOf(line, terms, { had, wants })
    if (refusal) throw refusal === 'guest' ? tooLarge(line.kind) : exceeded(line.kind, line.left)
    if (before) await tx.reservation.update({ where: { id: before.id }, data: { releasedAt: new Date() } })
    if (wants === 0) continue
    const amount = wants === null ? null : BigInt(wants)
    await tx.reservation.create({ data: { accountId, guestId, kind: line.kind, amount } })
  }
}

/** What several new guests with the same need take, of all of them or of none. */
export async function reserveNew(
  tx: Transaction,
  { accountId, guestIds }: { accountId: string; guestIds: readonly string[] },
  need: Need,
): Promise<void> {
  const { pool, terms } = await readPoolWithTerms(tx, accountId)
  const { roomFor, blockedBy } = roomIn(pool, terms, need)
  if (roomFor !== null && blockedBy !== null && roomFor < guestIds.length)
    throw onlyRoomFor(Math.max(0, roomFor), blockedBy, guestIds.length)
  const parts = (Object.entries(need) as [AllowanceKind, number | null][]).filter(
    ([, amount]) => amount !== 0,
  )
  await tx.reservation.createMany({
    data: guestIds.flatMap((guestId) =>
      parts.map(([kind, amount]) => ({
        ...{ accountId, guestId, kind, amount: amount === null ? null : BigInt(amount) },
      })),
    ),
  })
}

export async function release(tx: Transaction, guestId: string): Promise<void> {
  await tx.reservation.updateMany({ where: { guestId, releasedAt: null }, data: { releasedAt: new Date() } })
}

function amountOf(amount: bigint | null): number | null {
  return amount === null ? null : Number(amount)
}

function tooLarge(kind: AllowanceKind): VserverError {
  return new VserverError('ALLOWANCE_EXCEEDED', `One guest may not have so much of ${kind}.`, {
    subject: ALLOWANCE_NAME[kind],
    hint: t('One guest of your pool may not have so much {what}; choose less, or ask for a higher bound.', {
      what: t(ALLOWANCE_NAME[kind]),
    }),
  })
}

function exceeded(kind: AllowanceKind, left: number | null): VserverError {
  if (kind === 'runningGuests') return tooManyRun(left)
  return new VserverError('ALLOWANCE_EXCEEDED', `The pool has ${left} of ${kind} left.`, {
    subject: ALLOWANCE_NAME[kind],
    hint: t('Your pool has not enough {what} left; choose less, delete a guest, or ask for a larger pool.', {
      what: t(ALLOWANCE_NAME[kind]),
    }),
  })
}

function tooManyRun(left: number | null): VserverError {
  return new VserverError('ALLOWANCE_EXCEEDED', `The pool has ${left} of runningGuests left.`, {
    subject: ALLOWANCE_NAME.runningGuests,
    hint: t('As many guests of the pool run as may run at once; stop another one, or ask for a larger pool.'),
  })
}

function onlyRoomFor(roomFor: number, kind: AllowanceKind, count: number): VserverError {
  return new VserverError('ALLOWANCE_EXCEEDED', `The pool has room for ${roomFor} of ${count}.`, {
    subject: ALLOWANCE_NAME[kind],
    hint: t(
      'Your pool has room for {room} of these {count} guests; then it has not enough {what}. None was made: choose fewer, or ask for a larger pool.',
      { room: roomFor, count, what: t(ALLOWANCE_NAME[kind]) },
    ),
  })
}
