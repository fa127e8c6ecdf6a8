import { oneGuest } from '../../scope.ts'
import { addAddress, makeFirst, removeAddress } from '../../services/network/addresses.ts'
import { getNetwork } from '../../services/network/get.ts'
import {
  AddAddressRequest,
  OwnAddressRequest,
  SetNameserversRequest,
  SetNetworkRequest,
  SetReverseRequest,
} from '../../services/network/model.ts'
import { setReverse } from '../../services/network/reverse.ts'
import { setNetwork } from '../../services/network/set.ts'
import { procedure, router } from '../trpc.ts'

export const networkRouter = router({
  get: procedure('guest.read', oneGuest).query(({ ctx }) => getNetwork(ctx, ctx.guest)),
  set: procedure('network.set', oneGuest)
    .input(SetNetworkRequest)
    .mutation(({ ctx, input }) => setNetwork(ctx, ctx.guest, input.change)),
  setNameservers: procedure('network.names', oneGuest)
    .input(SetNameserversRequest)
    .mutation(({ ctx, input: { nameservers } }) => setNetwork(ctx, ctx.guest, { nameservers })),
  addAddress: procedure('network.set', oneGuest)
    .input(AddAddressRequest)
    .mutation(({ ctx, input }) => addAddress(ctx, ctx.guest, input)),
  removeAddress: procedure('network.set', oneGuest)
    .input(OwnAddressRequest)
    .mutation(({ ctx, input }) => removeAddress(ctx, ctx.guest, input.address)),
  makeFirst: procedure('network.set', oneGuest)
    .input(OwnAddressRequest)
    .mutation(({ ctx, input }) => makeFirst(ctx, ctx.guest, input.address)),
  setReverse: procedure('network.names', oneGuest)
    .input(SetReverseRequest)
    .mutation(({ ctx, input }) => setReverse(ctx, ctx.guest, input)),
})
