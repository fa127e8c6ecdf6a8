import { oneGuest, tenant } from '../../scope.ts'
import { getFirewall } from '../../services/firewall/get.ts'
import { SetFirewallRequest } from '../../services/firewall/model.ts'
import { FIREWALL_PRESETS } from '../../services/firewall/presets.ts'
import { setFirewall } from '../../services/firewall/set.ts'
import { procedure, router } from '../trpc.ts'

export const firewallRouter = router({
  get: procedure('guest.read', oneGuest).query(({ ctx }) => getFirewall(ctx, ctx.guest)),
  presets: procedure('guest.read', tenant).query(() => FIREWALL_PRESETS),
  set: procedure('firewall.set', oneGuest)
    .input(SetFirewallRequest)
    .mutation(({ ctx, input }) => setFirewall(ctx, ctx.guest, input.firewall)),
})
