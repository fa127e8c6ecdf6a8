import type { ServiceContext } from '../../context.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { fromColumns, isSameLimit, toColumns } from '../limit/columns.ts'
import { requireFairPriority } from '../limit/priority.ts'
import { requireMayShare } from '../network/share.ts'
import { planOutdated, type ScopedPlan } from './in-scope.ts'
import type { CreatePlanRequest } from './model.ts'
import { requireNameFree } from './name.ts'
import { isSameNetwork, planNetwork, planNetworkColumns } from './network.ts'

/** Sells something else from now on. Guests that were sold keep what they have until somebody applies it to them. */
export function revisePlan(
  ctx: ServiceContext,
  plan: ScopedPlan,
  { name, limit, network }: CreatePlanRequest,
): Promise<{ id: string; version: number }> {
  requireFairPriority(ctx, limit)
  requireMayShare(ctx, network.mode)
  const { id, familyId, version, accountId, retiredAt } = plan
  const entry = { action: 'plan.revise', subject: plan.name, detail: `version ${version + 1}` }
  return audited(ctx, entry, () =>
    serialisable(ctx.db, async (tx) => {
      await requireNameFree(tx, { name, accountId, familyId })
      if (isSameLimit(fromColumns(plan), limit) && isSameNetwork(planNetwork(plan), network)) {
        await tx.plan.update({ where: { id }, data: { name } })
        return { id, version }
      }
      const supersededAt = new Date(ctx.now())
      const { count } = await tx.plan.updateMany({
        where: { id, supersededAt: null },
        data: { supersededAt },
      })
      if (count === 0) throw planOutdated(plan)
      const data = { name, accountId, familyId, version: version + 1, retiredAt }
      return tx.plan.create({
        data: { ...data, ...toColumns(limit), ...planNetworkColumns(network) },
        select: { id: true, version: true },
      })
    }),
  )
}
