import { z } from 'zod'
import { oneView, own } from '../../scope.ts'
import { CreateViewRequest, RenameView, ViewPage } from '../../services/view/model.ts'
import { createView, deleteView, listViews, renameView, setDefaultView } from '../../services/view/views.ts'
import { procedure, router } from '../trpc.ts'

export const viewRouter = router({
  list: procedure('me.read', own)
    .input(z.object({ page: ViewPage.optional() }).optional())
    .query(({ ctx, input }) => listViews(ctx, input?.page)),
  create: procedure('self', own)
    .input(CreateViewRequest)
    .mutation(({ ctx, input }) => createView(ctx, input)),
  rename: procedure('self', oneView)
    .input(RenameView)
    .mutation(({ ctx, input }) => renameView(ctx, ctx.view, input.name)),
  setDefault: procedure('self', oneView)
    .input(z.object({ isDefault: z.boolean() }))
    .mutation(({ ctx, input }) => setDefaultView(ctx, ctx.view, input.isDefault)),
  delete: procedure('self', oneView).mutation(({ ctx }) => deleteView(ctx, ctx.view)),
})
