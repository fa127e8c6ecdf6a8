import { z } from 'zod'
import { oneGuest } from '../../scope.ts'
import { getRuntime } from '../../services/runtime/get.ts'
import { AreaName, Capabilities, RuntimeChange } from '../../services/runtime/model.ts'
import { deleteArea, setCapabilities, setRuntime } from '../../services/runtime/set.ts'
import { procedure, router } from '../trpc.ts'

export const runtimeRouter = router({
  get: procedure('runtime.read', oneGuest).query(({ ctx }) => getRuntime(ctx, ctx.guest)),
  set: procedure('runtime.set', oneGuest)
    .input(z.object({ change: RuntimeChange }))
    .mutation(({ ctx, input }) => setRuntime(ctx, ctx.guest, input.change)),
  setCapabilities: procedure('capability.set', oneGuest)
    .input(z.object({ capabilities: Capabilities }))
    .mutation(({ ctx, input }) => setCapabilities(ctx, ctx.guest, input.capabilities)),
  deleteArea: procedure('runtime.set', oneGuest)
    .input(z.object({ area: AreaName }))
    .mutation(({ ctx, input }) => deleteArea(ctx, ctx.guest, input.area)),
})
