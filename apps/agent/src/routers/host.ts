import { getHostInfo } from '@vserver/core/host'
import type { HostInfo } from '@vserver/core/host/model'
import { procedure, router } from '../trpc.ts'

export const hostRouter = router({
  info: procedure.query(({ ctx }): Promise<HostInfo> => getHostInfo(ctx.host, ctx.startedAtMs)),
})
