import { tenant } from '../../scope.ts'
import { summarizePool } from '../../services/allowance/summary.ts'
import { procedure, router } from '../trpc.ts'

export const allowanceRouter = router({
  summary: procedure('allowance.read', tenant).query(({ ctx }) => summarizePool(ctx)),
})
