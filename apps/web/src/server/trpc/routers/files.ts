import { Backend } from '@vserver/core/storage/model'
import { z } from 'zod'
import { oneGuest } from '../../scope.ts'
import { cloneGuest } from '../../services/files/clone.ts'
import { getFiles } from '../../services/files/get.ts'
import { CloneRequest } from '../../services/files/model.ts'
import { roomForClones } from '../../services/files/room.ts'
import { convertGuest, unifyGuest, workOnFiles } from '../../services/files/work.ts'
import { procedure, router } from '../trpc.ts'

export const filesRouter = router({
  get: procedure('guest.read', oneGuest).query(({ ctx }) => getFiles(ctx, ctx.guest)),
  unify: procedure('files.work', oneGuest)
    .input(z.object({ stopFirst: z.boolean().default(false) }))
    .mutation(({ ctx, input }) => unifyGuest(ctx, ctx.guest, input)),
  fold: procedure('files.work', oneGuest).mutation(({ ctx }) => workOnFiles(ctx, ctx.guest, 'fold')),
  predict: procedure('files.work', oneGuest).mutation(({ ctx }) => workOnFiles(ctx, ctx.guest, 'predict')),
  verify: procedure('files.work', oneGuest).mutation(({ ctx }) => workOnFiles(ctx, ctx.guest, 'verify')),
  convert: procedure('files.convert', oneGuest)
    .input(z.object({ backend: Backend }))
    .mutation(({ ctx, input }) => convertGuest(ctx, ctx.guest, input.backend)),
  cloneRoom: procedure('guest.clone', oneGuest).query(({ ctx }) => roomForClones(ctx, ctx.guest)),
  clone: procedure('guest.clone', oneGuest)
    .input(CloneRequest)
    .mutation(({ ctx, input }) => cloneGuest(ctx, ctx.guest, input)),
})
