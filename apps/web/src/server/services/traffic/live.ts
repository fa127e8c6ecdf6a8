import type { GuestTraffic } from '@vserver/core/traffic/model'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'

/** The host's counters since the guest was made; while they are asked for, they move every ten seconds. */
export async function getLiveTraffic(ctx: ServiceContext, guest: ScopedGuest): Promise<GuestTraffic | null> {
  const traffic = await askHostOf(ctx, guest, (agent, name) => agent.guestTraffic(name))
  return traffic && { ...traffic, name: guest.name }
}
