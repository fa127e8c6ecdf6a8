import { VserverError } from '@vserver/core/errors'
import type { Transaction } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import type { Allowances, PoolLine } from '../allowance/model.ts'
import { oversold, readPool } from '../allowance/pool.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { readTerms, writeTerms } from '../allowance/terms.ts'
import { audited } from '../audit/audited.ts'
import { allowanceRows } from './create-reseller.ts'
import type { SetAllowancesRequest } from './model.ts'

/** A pool cannot become smaller than what is reserved from it: nothing is oversold by accident. */
export async function setAllowances(
  ctx: ServiceContext,
  { accountId, allowances, terms }: SetAllowancesRequest,
): Promise<PoolLine[]> {
  const account = await ctx.db.account.findFirst({ where: { id: accountId, kind: 'reseller' } })
  if (!account)
    throw new VserverError('NOT_FOUND', 'There is no such reseller.', {
      subject: accountId,
      hint: msg('Look for it in the list of resellers.'),
    })
  const detail = JSON.stringify({ ...allowances, ...terms })
  return audited(ctx, { action: 'allowance.set', subject: account.name, detail }, () =>
    serialisable(ctx.db, async (tx) => {
      if (terms) await writeTerms(tx, accountId, terms)
      await assertCovers(tx, accountId, allowances)
      for (const { kind, granted } of allowanceRows(accountId, allowances))
        await tx.allowance.upsert({
          where: { accountId_kind: { accountId, kind } },
          create: { accountId, kind, granted },
          update: { granted },
        })
      return readPool(tx, accountId)
    }),
  )
}

async function assertCovers(tx: Transaction, accountId: string, allowances: Allowances): Promise<void> {
  const terms = await readTerms(tx, accountId)
  for (const { kind, reserved } of await readPool(tx, accountId)) {
    const granted = allowances[kind]
    if (granted === null || granted === undefined) continue
    const sellable = granted + oversold(kind, granted, terms.oversellPercent)
    const infinite = await tx.reservation.count({
      where: { accountId, kind, releasedAt: null, amount: null },
    })
    if (infinite === 0 && (reserved <= sellable || terms.overuse !== 'block')) continue
    throw new VserverError('INVALID_STATE', `${reserved} of ${kind} are reserved.`, {
      subject: kind,
      hint: msg(
        'Guests hold more than this already; grant at least what is reserved, or shrink guests first.',
      ),
    })
  }
}
