import { MINUTE_MS } from '@vserver/core/units'
import type { Transaction } from '@vserver/db'

/** What the world remembers of the last owner fades meanwhile: neighbour tables, connections, names. */
const QUARANTINE_MS = 10 * MINUTE_MS

/** Takes addresses from their guest; all of them when none is named. */
export async function releaseAddresses(
  tx: Transaction,
  guestId: string,
  address: string | null = null,
): Promise<void> {
  const now = Date.now()
  await tx.address.updateMany({
    where: { guestId, state: 'assigned', ...(address !== null && { address }) },
    data: {
      state: 'quarantined',
      firstAt: null,
      releasedAt: new Date(now),
      freeAt: new Date(now + QUARANTINE_MS),
    },
  })
}

/** Gives back what the guest never used: kept addresses are kept again, of the others nothing stays. */
export async function unassignAddresses(
  tx: Transaction,
  guestId: string,
  addresses: readonly string[] | null = null,
): Promise<void> {
  const where = {
    guestId,
    state: 'assigned' as const,
    ...(addresses !== null && { address: { in: [...addresses] } }),
  }
  await tx.address.updateMany({
    where: { ...where, note: { not: null } },
    data: { state: 'reserved', guestId: null, firstAt: null },
  })
  await tx.address.deleteMany({ where })
}
