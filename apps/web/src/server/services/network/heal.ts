import type { Guest } from '@vserver/core/guest/model'
import type { Prisma } from '@vserver/db'
import type { Panel } from '../../context.ts'
import { endChange, NETWORK_INTENT_MS, pushNetwork } from './change.ts'
import { type AddressRow, guestAddresses, isInStep } from './guest-addresses.ts'

type Seen = { onHost: Guest | undefined; addresses: readonly AddressRow[] }

/**
 * Whose an address is, the panel says: a host that has others than the guest's gets these. What was seen some time ago
 * tells which guests are in step; the others get what is theirs by now.
 */
export async function healNetwork(
  panel: Panel,
  row: Prisma.GuestGetPayload<object>,
  { onHost, addresses }: Seen,
): Promise<void> {
  if (!onHost) return
  const intentAge = row.networkIntentAt ? Date.now() - row.networkIntentAt.getTime() : null
  if (intentAge !== null && intentAge < NETWORK_INTENT_MS) return
  if (!isInStep(onHost.network, addresses)) {
    await pushNetwork(panel, row, { rows: await guestAddresses(panel.db, row.id) })
    panel.logger.info('reconcile.network', { guestId: row.id, guest: row.hostName })
  }
  if (intentAge !== null) await endChange(panel, row)
}
