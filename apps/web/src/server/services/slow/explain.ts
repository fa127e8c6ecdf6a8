import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { fromColumns } from '../limit/columns.ts'
import { SELLABLE } from '../plan/in-scope.ts'
import { visiblePlans } from '../plan/list.ts'
import type { Range } from '../sample/model.ts'
import { judgedSpan } from './judged-span.ts'
import type { PlanOffer, SlowView } from './model.ts'
import { adviseByPlan } from './plan-advice.ts'

/** Why the guest is slow, and which plan on sale would have helped. */
export async function explainSlow(ctx: ServiceContext, guest: ScopedGuest, range: Range): Promise<SlowView> {
  const span = judgedSpan(ctx, range, guest)
  const verdict = await askHostOf(ctx, guest, (agent, name) => agent.explainSlow(name, span))
  if (verdict.advice.length === 0) return { verdict, plans: [] }
  return { verdict, plans: adviseByPlan(verdict.advice, await offersTo(ctx, guest)) }
}

/** Other plans that the guest's reseller sells, by memory, then by processor: what makes a plan large. */
async function offersTo(ctx: ServiceContext, guest: ScopedGuest): Promise<PlanOffer[]> {
  const sold = { OR: [{ accountId: null }, { accountId: guest.resellerId }] }
  const rows = await ctx.db.plan.findMany({
    where: { AND: [await visiblePlans(ctx), SELLABLE, sold, { id: { not: guest.planId } }] },
    orderBy: [
      { memoryBytes: { sort: 'asc', nulls: 'last' } },
      { cpuMillicores: { sort: 'asc', nulls: 'last' } },
      { name: 'asc' },
    ],
  })
  return rows.map((row) => ({ id: row.id, name: row.name, limit: fromColumns(row) }))
}
