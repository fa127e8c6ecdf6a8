import type { ServiceContext } from '../../context.ts'
import type { AddressKind } from '../plan/network.ts'
import { countFree, poolsFor } from './pool-of.ts'

/** Beyond this nobody counts; a pool of IPv6 has more than a number can say. */
const COUNTED_MAX = 1_000_000

/** Addresses that a new guest of the reseller could get on a host, by family; `keep` are the host's own. */
export async function countFreeAddresses(
  { db }: ServiceContext,
  {
    hostId,
    resellerId,
    kind,
    keep,
  }: { hostId: string; resellerId: string; kind: AddressKind; keep: string[] },
): Promise<{ addresses4: number; addresses6: number }> {
  const ofFamily = async (family: 4 | 6) => {
    const pools = await poolsFor(db, { guestId: '', resellerId, hostId }, { family, kind })
    let free = 0
    for (const pool of pools) free += await countFree(db, pool, { keep, resellerId })
    return Math.min(free, COUNTED_MAX)
  }
  return { addresses4: await ofFamily(4), addresses6: await ofFamily(6) }
}
