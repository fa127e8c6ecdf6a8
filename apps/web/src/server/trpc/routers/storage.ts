import { oneHost } from '../../scope.ts'
import { careForStorage, selfTest, unifyAll } from '../../services/storage/care.ts'
import { getStorage } from '../../services/storage/get.ts'
import { UnifyAllRequest } from '../../services/storage/model.ts'
import { procedure, router } from '../trpc.ts'

const manage = procedure('storage.manage', oneHost)

export const storageRouter = router({
  get: procedure('storage.read', oneHost).query(({ ctx }) => getStorage(ctx, ctx.host)),
  selfTest: manage.mutation(({ ctx }) => selfTest(ctx, ctx.host)),
  sweep: manage.mutation(({ ctx }) => careForStorage(ctx, ctx.host, 'sweep')),
  verify: manage.mutation(({ ctx }) => careForStorage(ctx, ctx.host, 'verify')),
  predict: manage.mutation(({ ctx }) => careForStorage(ctx, ctx.host, 'predict')),
  unify: manage.input(UnifyAllRequest).mutation(({ ctx, input }) => unifyAll(ctx, ctx.host, input)),
})
