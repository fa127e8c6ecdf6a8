import { z } from 'zod'
import { house, oneHost } from '../../scope.ts'
import { getFilling } from '../../services/host/filling.ts'
import { getHostHistory } from '../../services/host/history.ts'
import { getHost, listHosts } from '../../services/host/list.ts'
import { TopMetric } from '../../services/host/model.ts'
import { getHostNetwork } from '../../services/host/network.ts'
import { listNoisy } from '../../services/host/noisy.ts'
import { listTop } from '../../services/host/top.ts'
import { Range } from '../../services/sample/model.ts'
import { procedure, router } from '../trpc.ts'

export const hostRouter = router({
  list: procedure('host.read', house).query(({ ctx }) => listHosts(ctx)),
  get: procedure('host.read', oneHost).query(({ ctx }) => getHost(ctx, ctx.host)),
  history: procedure('host.read', oneHost)
    .input(z.object({ range: Range }))
    .query(({ ctx, input }) => getHostHistory(ctx, ctx.host, input)),
  filling: procedure('host.read', oneHost).query(({ ctx }) => getFilling(ctx, ctx.host)),
  top: procedure('host.read', oneHost)
    .input(z.object({ metric: TopMetric }))
    .query(({ ctx, input }) => listTop(ctx, ctx.host, input)),
  noisy: procedure('host.read', oneHost).query(({ ctx }) => listNoisy(ctx, ctx.host)),
  network: procedure('host.read', oneHost).query(({ ctx }) => getHostNetwork(ctx, ctx.host)),
})
