import { tenant } from '../../scope.ts'
import { createPlan } from '../../services/plan/create.ts'
import { listPlans } from '../../services/plan/list.ts'
import { CreatePlanRequest } from '../../services/plan/model.ts'
import { procedure, router } from '../trpc.ts'

export const planRouter = router({
  list: procedure('plan.read', tenant).query(({ ctx }) => listPlans(ctx)),
  create: procedure('plan.create', tenant)
    .input(CreatePlanRequest)
    .mutation(({ ctx, input }) => createPlan(ctx, input)),
})
