import type { ServiceContext } from '../context.ts'
import { createWorld, type Tenant, type World } from './world.ts'

/** Everybody that a procedure, route or socket may meet, seen from a customer's guest. */
export const VIEWERS = [
  ...(['admin', 'support', 'reseller', 'customer', 'colleague'] as const),
  ...(['sibling', 'otherReseller', 'otherCustomer'] as const),
] as const
export type ViewerName = (typeof VIEWERS)[number]

export type Cast = {
  world: World
  tenant: Tenant
  /** Of another reseller. */
  other: Tenant
  people: Record<ViewerName, ServiceContext>
}

/** Two resellers that nothing limits; the first has two customers, one of them with two users. */
export async function createCast(): Promise<Cast> {
  const world = await createWorld()
  const [tenant, other] = [await world.tenant(), await world.tenant()]
  await world.db.allowance.updateMany({ data: { granted: null } })
  const { id } = await world.db.account.create({
    data: { kind: 'customer', parentId: tenant.resellerId, name: 'Sibling', email: 'sibling@example.test' },
  })
  const { viewer } = tenant.customer
  const people = {
    admin: world.admin,
    support: world.support,
    reseller: tenant.reseller,
    customer: tenant.customer,
    colleague: await world.member(tenant.customer),
    sibling: await world.member({ ...tenant.customer, viewer: { ...viewer, accountId: id } }),
    otherReseller: other.reseller,
    otherCustomer: other.customer,
  }
  return { world, tenant, other, people }
}
