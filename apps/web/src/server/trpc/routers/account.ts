import { house } from '../../scope.ts'
import { createReseller } from '../../services/account/create-reseller.ts'
import { createSupport } from '../../services/account/create-support.ts'
import { listResellers, searchResellers } from '../../services/account/list-resellers.ts'
import {
  CreateResellerRequest,
  CreateSupportRequest,
  SetAllowancesRequest,
} from '../../services/account/model.ts'
import { setAllowances } from '../../services/account/set-allowances.ts'
import { PageRequest } from '../../services/paging/model.ts'
import { procedure, router } from '../trpc.ts'

const resellers = procedure('reseller.manage', house)

export const accountRouter = router({
  listResellers: resellers.query(({ ctx }) => listResellers(ctx)),
  searchResellers: resellers
    .input(PageRequest.optional())
    .query(({ ctx, input }) => searchResellers(ctx, input)),
  createReseller: resellers
    .input(CreateResellerRequest)
    .mutation(({ ctx, input }) => createReseller(ctx, input)),
  setAllowances: procedure('reseller.manage', house, { fresh: true })
    .input(SetAllowancesRequest)
    .mutation(({ ctx, input }) => setAllowances(ctx, input)),
  createSupport: procedure('support.create', house)
    .input(CreateSupportRequest)
    .mutation(({ ctx, input }) => createSupport(ctx, input)),
})
