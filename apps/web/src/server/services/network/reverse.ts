import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { Panel, ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { notItsOwn } from './addresses.ts'
import { getNetwork } from './get.ts'
import { guestAddresses } from './guest-addresses.ts'
import type { NetworkView, SetReverseRequest } from './model.ts'

/** Names an address of the guest in the reverse zone. The name server first: a name it refuses is not remembered. */
export async function setReverse(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { address, name }: SetReverseRequest,
): Promise<NetworkView> {
  const entry = { action: 'address.name', subject: address, guest, detail: name ?? 'none' }
  return audited(ctx, entry, async () => {
    const row = (await guestAddresses(ctx.db, guest.id)).find((one) => one.address === address)
    if (!row) throw notItsOwn(address)
    if (!ctx.reverseDns || !row.pool?.reverseZone) throw notNamed(address)
    await ctx.reverseDns.set({ address, zone: row.pool.reverseZone, name })
    await ctx.db.address.update({ where: { id: row.id }, data: { reverseName: name } })
    return getNetwork(ctx, guest)
  })
}

type Named = { address: string; reverseName: string | null; pool: { reverseZone: string | null } | null }

/** Takes away names of addresses that are nobody's any more; a name server that is down keeps nobody from leaving. */
export async function forgetReverse(
  { reverseDns, logger }: Pick<Panel, 'reverseDns' | 'logger'>,
  rows: readonly Named[],
): Promise<void> {
  for (const { address, reverseName, pool } of rows) {
    if (!reverseDns || reverseName === null || !pool?.reverseZone) continue
    await reverseDns
      .set({ address, zone: pool.reverseZone, name: null })
      .catch((error: unknown) => logger.error('reverse.forget', { address }, error))
  }
}

function notNamed(address: string): VserverError {
  return new VserverError('UNSUPPORTED', 'The address has no reverse zone here.', {
    subject: address,
    hint: msg('Its pool needs a reverse zone, and the panel a web hook that writes to the name server.'),
  })
}
