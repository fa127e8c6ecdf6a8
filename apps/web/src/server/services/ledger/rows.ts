import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import type { PoolLine } from '../allowance/model.ts'
import { readPool } from '../allowance/pool.ts'
import { ownAccount } from '../guest/in-scope.ts'
import type { LedgerRow, RowsInput } from './model.ts'

const ROWS_MAX = 500

/** The rows that one number of a pool is the sum of, largest first; with history what was given back too. */
export async function listLedgerRows(ctx: ServiceContext, input: RowsInput): Promise<LedgerRow[]> {
  const accountId = await accountOf(ctx, input.accountId)
  const rows = await ctx.db.reservation.findMany({
    where: { accountId, kind: input.kind, ...(input.history ? {} : { releasedAt: null }) },
    include: { guest: { select: { id: true, name: true, life: true } } },
    orderBy: input.history ? { createdAt: 'desc' } : [{ amount: { sort: 'desc', nulls: 'first' } }],
    take: ROWS_MAX,
  })
  return rows.map(({ id, guest, amount, createdAt, releasedAt }) => ({
    id,
    guestId: guest.id,
    guestName: guest.name,
    isThere: guest.life !== 'deleted',
    amount: amount === null ? null : Number(amount),
    createdAt,
    releasedAt,
  }))
}

export async function readLedger(ctx: ServiceContext, accountId?: string): Promise<PoolLine[]> {
  return readPool(ctx.db, await accountOf(ctx, accountId))
}

/** A reseller has its own; an admin names one, and what is no reseller's is not found. */
async function accountOf({ db, viewer }: ServiceContext, asked: string | undefined): Promise<string> {
  const accountId = viewer.role === 'reseller' ? ownAccount(viewer) : asked
  const isOwn = viewer.role !== 'reseller' || asked === undefined || asked === accountId
  const account = isOwn && accountId ? await db.account.findUnique({ where: { id: accountId } }) : null
  if (account?.kind === 'reseller') return account.id
  throw new VserverError('NOT_FOUND', 'There is no such reseller in scope.', {
    ...(asked === undefined ? {} : { subject: asked }),
    hint: t('Choose one from the list of resellers.'),
  })
}
