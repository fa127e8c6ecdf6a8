import { z } from 'zod'
import { onePlan, tenant } from '../../scope.ts'
import { createPlan } from '../../services/plan/create.ts'
import { getOwnOrHousePlan } from '../../services/plan/in-scope.ts'
import { listPlans } from '../../services/plan/list.ts'
import { CreatePlanRequest } from '../../services/plan/model.ts'
import { previewPlan } from '../../services/plan/preview.ts'
import { retirePlan } from '../../services/plan/retire.ts'
import { revisePlan } from '../../services/plan/revise.ts'
import { procedure, router } from '../trpc.ts'

const PlanId = z.string().min(1).max(64)

export const planRouter = router({
  list: procedure('plan.read', tenant).query(({ ctx }) => listPlans(ctx)),
  create: procedure('plan.create', tenant)
    .input(CreatePlanRequest)
    .mutation(({ ctx, input }) => createPlan(ctx, input)),
  revise: procedure('plan.revise', onePlan)
    .input(z.object({ plan: CreatePlanRequest }))
    .mutation(({ ctx, input }) => revisePlan(ctx, ctx.plan, input.plan)),
  retire: procedure('plan.revise', onePlan)
    .input(z.object({ retired: z.boolean() }))
    .mutation(({ ctx, input }) => retirePlan(ctx, ctx.plan, input.retired)),
  preview: procedure('plan.revise', tenant)
    .input(z.object({ planId: PlanId }))
    .query(async ({ ctx, input }) => previewPlan(ctx, await getOwnOrHousePlan(ctx, input.planId))),
})
