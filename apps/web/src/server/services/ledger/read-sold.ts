import type { Prisma, Transaction } from '@vserver/db'
import type { PoolLine } from '../allowance/model.ts'
import { readPools } from '../allowance/pool.ts'
import { needOf } from '../allowance/reserve.ts'
import { toTerms } from '../allowance/terms.ts'
import { keepsItsPlace } from '../guest/keeps-place.ts'
import { fromColumns } from '../limit/columns.ts'
import { changesLimits } from '../suspension/denied.ts'
import type { Granted, SoldGuest } from './drift.ts'

/** A change that was begun longer ago is not under way any more. */
export const INTENT_MS = 60_000

const WITH_LEDGER = {
  reseller: { select: { name: true } },
  suspension: true,
  trafficMeter: true,
  reservations: { where: { releasedAt: null } },
  addresses: { where: { state: 'assigned' }, select: { pool: { select: { kind: true, family: true } } } },
} satisfies Prisma.GuestInclude
type Row = Prisma.GuestGetPayload<{ include: typeof WITH_LEDGER }>

/** What the tables say was sold, and what of it is reserved; of one reseller, or of all. */
export async function readSold(
  tx: Transaction,
  accountId: string | null,
  nowMs: number,
): Promise<{ guests: SoldGuest[]; grants: Granted[] }> {
  const owner = accountId === null ? {} : { resellerId: accountId }
  const rows = await tx.guest.findMany({
    where: {
      ...owner,
      OR: [{ life: { not: 'deleted' } }, { reservations: { some: { releasedAt: null } } }],
    },
    include: WITH_LEDGER,
    orderBy: { name: 'asc' },
  })
  const accounts = await tx.account.findMany({
    where: { kind: 'reseller', ...(accountId === null ? {} : { id: accountId }) },
    select: { id: true, name: true, poolTerms: true },
  })
  const ids = accounts.map(({ id }) => id)
  const pools = await readPools(tx, ids)
  const grants = accounts.flatMap(({ id, name, poolTerms }) =>
    (pools.get(id) ?? []).map((line) => grantOf(line, { accountId: id, accountName: name, poolTerms })),
  )
  return { guests: rows.map((row) => toSold(row, nowMs)), grants }
}

type Pooled = Pick<Granted, 'accountId' | 'accountName'> & { poolTerms: Parameters<typeof toTerms>[0] }

/** A pool whose terms let more be reserved is not overdrawn by it. */
function grantOf({ kind, reserved, left }: PoolLine, { poolTerms, ...whose }: Pooled): Granted {
  const { overuse } = toTerms(poolTerms)
  return { ...whose, kind, granted: left === null || overuse !== 'block' ? null : reserved + left, reserved }
}

/** What a guest has to hold, by what it was sold. */
export function needOfRow(row: Row): SoldGuest['need'] {
  const isPublic = (family: number) =>
    row.addresses.filter(({ pool }) => pool?.kind === 'public' && pool.family === family).length
  return {
    ...needOf(fromColumns(row)),
    addresses4: isPublic(4),
    addresses6: isPublic(6),
    trafficBytes: row.trafficBytes === null ? null : Number(row.trafficBytes),
  }
}

/** One guest with its open reservations, to be put right. */
export function findSold(tx: Transaction, id: string): Promise<Row | null> {
  return tx.guest.findUnique({ where: { id }, include: WITH_LEDGER })
}

function toSold(row: Row, nowMs: number): SoldGuest {
  const isFresh = (at: Date | null) => at !== null && nowMs - at.getTime() < INTENT_MS
  return {
    id: row.id,
    name: row.name,
    hostId: row.hostId,
    hostName: row.hostName,
    accountId: row.resellerId,
    accountName: row.reseller.name,
    life: row.life,
    isChanging: isFresh(row.limitIntentAt) || isFresh(row.networkIntentAt) || changesLimits(row.suspension),
    keepsItsPlace: keepsItsPlace(row),
    limit: fromColumns(row),
    need: needOfRow(row),
    held: row.reservations.map(({ kind, accountId, amount }) => ({
      kind,
      accountId,
      amount: amount === null ? null : Number(amount),
    })),
  }
}
