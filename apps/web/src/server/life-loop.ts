import { GuestName } from '@vserver/core/guest/model'
import { MINUTE_MS } from '@vserver/core/units'
import type { HostHub } from './agent/hub.ts'
import type { Panel } from './context.ts'
import { keepDown, purge } from './services/life/bin.ts'
import { enforceSuspension, type SuspendedGuest, WITH_SUSPENSION } from './services/suspension/enforce.ts'
import { escalate } from './services/suspension/set.ts'

/** Sees to it that guests on the ladder and in the bin are as they should be, until the returned function is called. */
export function keepLife(panel: Panel): () => void {
  let isBusy = false
  const timer = setInterval(async () => {
    if (isBusy) return
    isBusy = true
    for (const hub of panel.hosts.values()) await seeToLife(panel, hub)
    isBusy = false
  }, MINUTE_MS)
  return () => clearInterval(timer)
}

/** Each guest for itself: one that its host refuses keeps no other waiting. */
export async function seeToLife(panel: Panel, hub: HostHub): Promise<void> {
  try {
    if (!hub.picture.reachable) return
    const where = { hostId: hub.hostId, life: 'active' as const }
    const held = { OR: [{ binnedAt: { not: null } }, { suspension: { isNot: null } }] }
    const guests = await panel.db.guest.findMany({ where: { ...where, ...held }, include: WITH_SUSPENSION })
    for (const guest of guests)
      await seeTo(panel, hub, guest).catch((error) =>
        panel.logger.error('life.guest', { guestId: guest.id, guest: guest.hostName }, error),
      )
  } catch (error) {
    panel.logger.error('life', { host: hub.hostId }, error)
  }
}

/** The same for one guest whose host has done something to it: what comes next need not wait. */
export async function seeToGuest(panel: Panel, hub: HostHub, guestId: string): Promise<void> {
  const where = { id: guestId, life: 'active' as const, binnedAt: null, suspension: { isNot: null } }
  const guest = await panel.db.guest.findFirst({ where, include: WITH_SUSPENSION })
  if (!guest) return
  const onHost = await hub.agent.getGuest(GuestName.parse(guest.hostName))
  await enforceSuspension(panel, hub, guest, { onHost })
}

async function seeTo(panel: Panel, hub: HostHub, guest: SuspendedGuest): Promise<void> {
  if (guest.binnedAt !== null) {
    await keepDown(hub, guest)
    return purge(panel, guest)
  }
  const hasMoved = await escalate(panel, hub, guest)
  const { id } = guest
  const row = hasMoved
    ? await panel.db.guest.findUniqueOrThrow({ where: { id }, include: WITH_SUSPENSION })
    : guest
  await enforceSuspension(panel, hub, row)
}
