import { familyOf } from '@vserver/core/address/model'
import type { Prisma, Transaction } from '@vserver/db'
import type { AddressView } from './model.ts'

export const WITH_HOLDERS = { guest: { include: { customer: true } }, reseller: true } as const
type Row = Prisma.AddressGetPayload<{ include: typeof WITH_HOLDERS }>

export function toAddressView({ guest, reseller, ...row }: Row): AddressView {
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return {
    address: row.address,
    family: familyOf(row.address),
    state: row.state,
    guest: guest && { id: guest.id, name: guest.name },
    reseller: reseller && { id: reseller.id, name: reseller.name },
    customer: guest && { id: guest.customer.id, name: guest.customer.name },
    reverseName: row.reverseName,
    note: row.note,
    since: row.createdAt.toISOString(),
    releasedAt: iso(row.releasedAt),
    freeAt: iso(row.freeAt),
  }
}

/**
 * The first statement of a transaction that takes addresses: others that take some wait here, where they have seen
 * nothing yet, and so do not fail for what they have seen. Source: PostgreSQL, LOCK, notes on SERIALIZABLE.
 */
export async function lockAddresses(tx: Transaction): Promise<void> {
  await tx.$executeRaw`LOCK TABLE "Address" IN SHARE ROW EXCLUSIVE MODE`
}

/** What was quarantined long enough is free. */
export async function endQuarantines(tx: Transaction): Promise<void> {
  await tx.address.updateMany({
    where: { state: 'quarantined', freeAt: { lte: new Date() } },
    data: { state: 'free' },
  })
}
