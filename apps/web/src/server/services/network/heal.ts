import type { Guest } from '@vserver/core/guest/model'
import type { Prisma } from '@vserver/db'
import type { Panel } from '../../context.ts'
import { endChange, NETWORK_INTENT_MS, pushNetwork } from './change.ts'
import { guestAddresses, isInStep } from './guest-addresses.ts'

/** Whose an address is, the panel says: a host that has others than the guest's gets these. */
export async function healNetwork(
  panel: Panel,
  row: Prisma.GuestGetPayload<object>,
  onHost: Guest | undefined,
): Promise<void> {
  if (!onHost) return
  const intentAge = row.networkIntentAt ? Date.now() - row.networkIntentAt.getTime() : null
  if (intentAge !== null && intentAge < NETWORK_INTENT_MS) return
  const rows = await guestAddresses(panel.db, row.id)
  if (!isInStep(onHost.network, rows)) {
    await pushNetwork(panel, row, { rows })
    panel.logger.info('reconcile.network', { guestId: row.id, guest: row.hostName })
  }
  if (intentAge !== null) await endChange(panel, row)
}
