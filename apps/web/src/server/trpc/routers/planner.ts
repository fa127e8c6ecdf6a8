import { tenant } from '../../scope.ts'
import { readPlanner } from '../../services/planner/demand.ts'
import { procedure, router } from '../trpc.ts'

export const plannerRouter = router({
  read: procedure('planner.read', tenant).query(({ ctx }) => readPlanner(ctx)),
})
