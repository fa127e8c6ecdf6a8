import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { fromColumns, toColumns } from '../limit/columns.ts'
import { requireFairPriority } from '../limit/priority.ts'
import { requireMayShare } from '../network/share.ts'
import type { CreatePlanRequest, PlanView } from './model.ts'
import { requireNameFree } from './name.ts'
import { planNetwork, planNetworkColumns } from './network.ts'

/** A reseller's own plan, or a house plan when an admin makes it. */
export async function createPlan(
  ctx: ServiceContext,
  { name, limit, network }: CreatePlanRequest,
): Promise<Pick<PlanView, 'id' | 'name' | 'limit' | 'network'>> {
  requireFairPriority(ctx, limit)
  requireMayShare(ctx, network.mode)
  const { accountId } = ctx.viewer
  return audited(ctx, { action: 'plan.create', subject: name }, async () => {
    await requireNameFree(ctx.db, { name, accountId })
    const data = { name, accountId, ...toColumns(limit), ...planNetworkColumns(network) }
    const row = await ctx.db.plan.create({ data })
    return { id: row.id, name: row.name, limit: fromColumns(row), network: planNetwork(row) }
  })
}
