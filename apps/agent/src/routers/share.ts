import { ShareName } from '@vserver/core/context/model'
import { deleteShare, listShares } from '@vserver/core/share'
import { Share } from '@vserver/core/share/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'

const owner = Share.shape.owner

export const shareRouter = router({
  list: procedure
    .input(z.strictObject({ owner }))
    .query(({ ctx, input }): Promise<Share[]> => listShares(ctx.host, input.owner)),

  delete: procedure
    .input(z.strictObject({ name: ShareName, owner }))
    .mutation(({ ctx, input }): Promise<void> => deleteShare(ctx.host, input)),
})
