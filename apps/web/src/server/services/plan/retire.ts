import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { planOutdated, type ScopedPlan } from './in-scope.ts'

/** A retired plan is not sold any more; its guests keep it, and it can be sold again. */
export async function retirePlan(ctx: ServiceContext, plan: ScopedPlan, retired: boolean): Promise<void> {
  const action = retired ? 'plan.retire' : 'plan.restore'
  await audited(ctx, { action, subject: plan.name }, async () => {
    const { count } = await ctx.db.plan.updateMany({
      where: { id: plan.id, supersededAt: null },
      data: { retiredAt: retired ? new Date(ctx.now()) : null },
    })
    if (count === 0) throw planOutdated(plan)
  })
}
