import type { Transaction } from '@vserver/db'
import { ALLOWANCE_KINDS, type AllowanceKind, OVERSOLD, type PoolLine, type PoolTerms } from './model.ts'
import { toTerms } from './terms.ts'

/** Granted, reserved and left of every kind. A kind without a grant gives nothing: deny by default. */
export async function readPool(tx: Transaction, accountId: string): Promise<PoolLine[]> {
  return (await readPoolWithTerms(tx, accountId)).pool
}

export async function readPoolWithTerms(
  tx: Transaction,
  accountId: string,
): Promise<{ pool: PoolLine[]; terms: PoolTerms }> {
  const terms = toTerms(await tx.poolTerms.findUnique({ where: { accountId } }))
  const { grants, sums } = await readAmounts(tx, [accountId])
  return { pool: linesOf(terms, grants, sums), terms }
}

/** The same of many resellers at the cost of one. */
export async function readPools(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Map<string, PoolLine[]>> {
  const terms = await tx.poolTerms.findMany({ where: { accountId: { in: [...accountIds] } } })
  const { grants, sums } = await readAmounts(tx, accountIds)
  const pools = accountIds.map((accountId) => {
    const isOwn = (row: { accountId: string }) => row.accountId === accountId
    const own = toTerms(terms.find(isOwn) ?? null)
    return [accountId, linesOf(own, grants.filter(isOwn), sums.filter(isOwn))] as const
  })
  return new Map(pools)
}

type Grant = { accountId: string; kind: AllowanceKind; granted: bigint | null }
type Sum = { accountId: string; kind: AllowanceKind; amount: bigint | null }

async function readAmounts(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<{ grants: Grant[]; sums: Sum[] }> {
  const of = { accountId: { in: [...accountIds] } }
  const grants = await tx.allowance.findMany({ where: of })
  const sums = await tx.reservation.groupBy({
    by: ['accountId', 'kind'],
    where: { ...of, releasedAt: null },
    _sum: { amount: true },
  })
  return { grants, sums: sums.map(({ _sum, ...row }) => ({ ...row, amount: _sum.amount })) }
}

function linesOf({ oversellPercent }: PoolTerms, grants: readonly Grant[], sums: readonly Sum[]): PoolLine[] {
  return ALLOWANCE_KINDS.map((kind) => {
    const grant = grants.find((row) => row.kind === kind)
    const granted = grant === undefined ? 0 : toNumber(grant.granted)
    const reserved = Number(sums.find((row) => row.kind === kind)?.amount ?? 0n)
    return lineOf(kind, { granted, reserved, oversellPercent })
  })
}

type Amounts = { granted: number | null; reserved: number; oversellPercent: number }

function lineOf(kind: AllowanceKind, { granted, reserved, oversellPercent }: Amounts): PoolLine {
  if (granted === null) return { kind, granted, reserved, left: null }
  return { kind, granted, reserved, left: granted + oversold(kind, granted, oversellPercent) - reserved }
}

/** By how much more than what was granted may be sold. */
export function oversold(kind: AllowanceKind, granted: number, percent: number): number {
  return OVERSOLD.includes(kind) ? Math.floor((granted * percent) / 100) : 0
}

function toNumber(amount: bigint | null): number | null {
  return amount === null ? null : Number(amount)
}
