import { house, tenant } from '../../scope.ts'
import { freeAddress, keepAddress } from '../../services/address/keep.ts'
import {
  CreatePoolRequest,
  KeepAddressRequest,
  OneAddress,
  OnePool,
  PoolPageRequest,
  UpdatePoolRequest,
} from '../../services/address/model.ts'
import { createPool, deletePool, listAddresses, listPools, updatePool } from '../../services/address/pools.ts'
import { whoHas } from '../../services/address/who-has.ts'
import { procedure, router } from '../trpc.ts'

const pools = procedure('pool.manage', house)

export const addressRouter = router({
  pools: procedure('pool.read', house).query(({ ctx }) => listPools(ctx)),
  ofPool: procedure('pool.read', house)
    .input(PoolPageRequest)
    .query(({ ctx, input }) => listAddresses(ctx, input)),
  createPool: pools.input(CreatePoolRequest).mutation(({ ctx, input }) => createPool(ctx, input)),
  updatePool: pools.input(UpdatePoolRequest).mutation(({ ctx, input }) => updatePool(ctx, input)),
  deletePool: pools.input(OnePool).mutation(({ ctx, input }) => deletePool(ctx, input.poolId)),
  keep: pools.input(KeepAddressRequest).mutation(({ ctx, input }) => keepAddress(ctx, input)),
  free: pools.input(OneAddress).mutation(({ ctx, input }) => freeAddress(ctx, input.address)),
  whoHas: procedure('address.find', tenant)
    .input(OneAddress)
    .query(({ ctx, input }) => whoHas(ctx, input.address)),
})
