import type { Transaction } from '@vserver/db'
import { ALLOWANCE_KINDS, type AllowanceKind, OVERSOLD, type PoolLine } from './model.ts'
import { readTerms } from './terms.ts'

/** Granted, reserved and left of every kind. A kind without a grant gives nothing: deny by default. */
export async function readPool(tx: Transaction, accountId: string): Promise<PoolLine[]> {
  const { oversellPercent } = await readTerms(tx, accountId)
  const granted = await tx.allowance.findMany({ where: { accountId } })
  const reserved = await tx.reservation.groupBy({
    by: ['kind'],
    where: { accountId, releasedAt: null },
    _sum: { amount: true },
  })
  return ALLOWANCE_KINDS.map((kind) => {
    const grant = granted.find((row) => row.kind === kind)
    const sum = Number(reserved.find((row) => row.kind === kind)?._sum.amount ?? 0n)
    const limit = grant === undefined ? 0 : grant.granted === null ? null : Number(grant.granted)
    const sellable = limit === null ? null : limit + oversold(kind, limit, oversellPercent)
    return { kind, granted: limit, reserved: sum, left: sellable === null ? null : sellable - sum }
  })
}

/** By how much more than what was granted may be sold. */
export function oversold(kind: AllowanceKind, granted: number, percent: number): number {
  return OVERSOLD.includes(kind) ? Math.floor((granted * percent) / 100) : 0
}
