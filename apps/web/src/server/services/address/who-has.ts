import type { Prisma } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { ownAccount } from '../guest/in-scope.ts'
import { endQuarantines, toAddressView, WITH_HOLDERS } from './internal.ts'
import type { WhoHas } from './model.ts'

const HISTORY_MAX = 200

/** Who has an address and who had it when, as far as the viewer may know; staff knows all. */
export async function whoHas(ctx: ServiceContext, address: string): Promise<WhoHas> {
  const { db } = ctx
  await db.$transaction((tx) => endQuarantines(tx))
  const rows = await db.address.findMany({
    where: { AND: [visibleAddresses(ctx), { address }] },
    include: WITH_HOLDERS,
    orderBy: { createdAt: 'desc' },
    take: HISTORY_MAX,
  })
  const [pool] = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT "id", "name" FROM "AddressPool" WHERE "prefix" >>= ${address}::inet`
  const history = rows.map(toAddressView)
  return {
    address: history[0]?.address ?? address,
    pool: pool ?? null,
    now: history.find(({ state }) => state === 'assigned') ?? null,
    history,
  }
}

/** A tenant learns nothing of other tenants. */
function visibleAddresses({ viewer }: ServiceContext): Prisma.AddressWhereInput {
  switch (viewer.role) {
    case 'admin':
    case 'support':
      return {}
    case 'reseller':
      return { resellerId: ownAccount(viewer) }
    case 'customer':
      return { guest: { customerId: ownAccount(viewer) } }
  }
}
