import { house } from '../../scope.ts'
import { listHosts } from '../../services/host/list.ts'
import { procedure, router } from '../trpc.ts'

export const hostRouter = router({
  list: procedure('host.read', house).query(({ ctx }) => listHosts(ctx)),
})
