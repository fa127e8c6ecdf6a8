import type { Network, NetworkChange } from '@vserver/core/network/model'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { beginChange, endChange, pushNetwork } from './change.ts'
import { getNetwork } from './get.ts'
import { guestAddresses } from './guest-addresses.ts'
import type { NetworkView } from './model.ts'
import { requireMayShare } from './share.ts'

/** At once, but for the mode: the host refuses another one while the guest runs. */
export async function setNetwork(
  ctx: ServiceContext,
  guest: ScopedGuest,
  change: NetworkChange,
): Promise<NetworkView> {
  requireMayShare(ctx, change.mode)
  const detail = JSON.stringify(change)
  return audited(ctx, { action: 'network.set', subject: guest.name, guest, detail }, async () => {
    await ctx.db.$transaction((tx) => beginChange(tx, guest))
    const rows = await guestAddresses(ctx.db, guest.id)
    await pushNetwork(ctx, guest, { rows, edit: (network) => edit(network, change) })
    await endChange(ctx, guest)
    return getNetwork(ctx, guest)
  })
}

/** What goes with another mode only ends with that mode, unless it is asked for. */
function edit(network: Network, change: NetworkChange): Network {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const mode = change.mode ?? network.mode
  const kept = {
    nat: network.nat && mode === 'private',
    mtu: mode === 'private' ? network.mtu : null,
    peers: network.peers && mode !== 'none',
    raw: network.raw && mode === 'shared',
    multicast: network.multicast && mode === 'shared',
  }
  return { ...network, ...kept, ...given }
}
