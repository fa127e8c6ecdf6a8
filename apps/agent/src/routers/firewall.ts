import { getFirewall, setFirewall } from '@vserver/core/firewall'
import { Firewall, type FirewallHits } from '@vserver/core/firewall/model'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

export const firewallRouter = router({
  /** `hits` is null for a guest that has no rules. */
  get: procedure
    .input(OneGuest)
    .query(
      ({ ctx, input }): Promise<{ firewall: Firewall; hits: FirewallHits | null }> =>
        getFirewall(ctx.host, input.name),
    ),

  /** At once, also for a guest that does not run. */
  set: procedure
    .input(OneGuest.extend({ firewall: Firewall }))
    .mutation(async ({ ctx, input }): Promise<Firewall> => {
      const release = await ctx.locks.acquire(input.name, 'network.set')
      try {
        return await setFirewall(ctx.host, input.name, input.firewall)
      } finally {
        release()
      }
    }),
})
