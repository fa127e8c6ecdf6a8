import { getNetwork, setNetwork } from '@vserver/core/network'
import { type HostNetwork, Network, type NetworkState } from '@vserver/core/network/model'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

export const networkRouter = router({
  /** What the record says; `state` is what the kernel says, null while the guest does not run. */
  get: procedure
    .input(OneGuest)
    .query(
      ({ ctx, input }): Promise<{ network: Network; state: NetworkState | null }> =>
        getNetwork(ctx.host, input.name),
    ),

  /** At once; mode and link of a guest that does not run only. */
  set: procedure
    .input(OneGuest.extend({ network: Network }))
    .mutation(async ({ ctx, input }): Promise<Network> => {
      const release = await ctx.locks.acquire(input.name, 'network.set')
      try {
        return await setNetwork(ctx.host, input.name, input.network)
      } finally {
        release()
      }
    }),

  /** What the host can do for networks of guests. */
  host: procedure.query(({ ctx }): Promise<HostNetwork> => ctx.host.network.probe()),
})
