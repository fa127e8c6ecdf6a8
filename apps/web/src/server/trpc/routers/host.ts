import { house, oneHost } from '../../scope.ts'
import { listHosts } from '../../services/host/list.ts'
import { getHostNetwork } from '../../services/host/network.ts'
import { procedure, router } from '../trpc.ts'

export const hostRouter = router({
  list: procedure('host.read', house).query(({ ctx }) => listHosts(ctx)),
  network: procedure('host.read', oneHost).query(({ ctx }) => getHostNetwork(ctx, ctx.host)),
})
