import { GIB } from '@vserver/core/units'
import type { Db } from '@vserver/db'
import {
  createAdmin,
  createCustomer,
  createReseller,
  createSupport,
  type Seeded,
  type SeededTenant,
} from '@vserver/db/seed'
import { pause } from './interrupt.ts'
import { addHistory } from './web-history.ts'
import {
  addressOf,
  CUSTOMERS,
  FIRST_CUSTOMER,
  FIRST_RESELLER,
  hostNameOf,
  LIMIT,
  PREFIX,
  RESELLERS,
} from './web-world.ts'

const HOST = 'local'
/** A house plan of the migrations. */
const PLAN = 'plan-m'
const KINDS = [
  'guests',
  'memoryBytes',
  'cpuMillicores',
  'diskBytes',
  'inodes',
  'addresses4',
  'trafficBytes',
] as const
const PASSWORD = 'a password for benchmarks'

export type People = { admin: Seeded; support: Seeded; reseller: SeededTenant; customer: SeededTenant }
type Owner = { customerId: string; resellerId: string }

/** One of each role who signs in, and all that they find, written as the panel would have written it over months. */
export async function seedWorld(db: Db, guests: number): Promise<People> {
  const people = await createPeople(db)
  await pause(0)
  const resellerIds = [people.reseller.accountId, ...(await addResellers(db))]
  const customers = await addCustomers(db, people, resellerIds)
  const owners = Array.from({ length: guests }, (_, index) => ownerOf(customers, index))
  await addGuests(db, owners)
  await addReservations(db, owners)
  await pause(0)
  await addHistory(db, people)
  // As autovacuum would have done it over months.
  await db.$executeRaw`VACUUM (ANALYZE)`
  return people
}

async function createPeople(db: Db): Promise<People> {
  const person = (role: string) => ({
    name: `First ${role}`,
    email: `${role}@example.test`,
    password: PASSWORD,
  })
  const reseller = await createReseller(db, {
    ...person('reseller'),
    allowances: { guests: 5000, memoryBytes: 5000 * GIB, cpuMillicores: 5_000_000, addresses4: 5000 },
  })
  return {
    reseller,
    admin: await createAdmin(db, person('admin')),
    support: await createSupport(db, person('support')),
    customer: await createCustomer(db, { ...person('customer'), resellerId: reseller.accountId }),
  }
}

async function addResellers(db: Db): Promise<string[]> {
  const ids = Array.from({ length: RESELLERS - 1 }, (_, index) => `reseller-${index + 1}`)
  await db.account.createMany({
    data: ids.map((id) => ({
      id,
      kind: 'reseller' as const,
      name: `Reseller ${id.slice(9)}`,
      email: mailOf(id),
    })),
  })
  await db.allowance.createMany({
    data: ids.flatMap((accountId) => KINDS.map((kind) => ({ accountId, kind, granted: null }))),
  })
  await addUsers(db, ids, 'reseller')
  return ids
}

async function addCustomers(db: Db, { customer }: People, resellerIds: string[]): Promise<Owner[]> {
  const [first = '', ...others] = resellerIds
  const rows = Array.from({ length: CUSTOMERS - 1 }, (_, index) => ({
    id: `customer-${index + 1}`,
    parentId: index < FIRST_RESELLER.customers - 1 ? first : (others[index % others.length] ?? first),
  }))
  await db.account.createMany({
    data: rows.map(({ id, parentId }) => ({
      ...{ id, parentId, kind: 'customer' as const, name: `Customer ${id.slice(9)}`, email: mailOf(id) },
    })),
  })
  const ids = rows.map(({ id }) => id)
  await addUsers(db, ids, 'customer')
  return [
    { customerId: customer.accountId, resellerId: first },
    ...rows.map(({ id, parentId }) => ({ customerId: id, resellerId: parentId })),
  ]
}

/** They never sign in. */
async function addUsers(db: Db, accountIds: string[], role: 'reseller' | 'customer'): Promise<void> {
  await db.user.createMany({
    data: accountIds.map((accountId) => ({
      ...{ id: `user-${accountId}`, accountId, role, name: `User of ${accountId}`, email: mailOf(accountId) },
    })),
  })
}

const mailOf = (id: string) => `${id}@example.test`

/** The first customer's come first, then those of the first reseller's others, then everybody else's in turn. */
function ownerOf(customers: Owner[], index: number): Owner {
  const { customers: ofFirst, guests } = FIRST_RESELLER
  const own = customers.slice(1, ofFirst)
  const rest = customers.slice(ofFirst)
  const owner =
    index < FIRST_CUSTOMER.guests
      ? customers[0]
      : index < guests
        ? own[index % own.length]
        : rest[index % rest.length]
  if (!owner) throw new Error(`Nobody owns guest ${index}.`)
  return owner
}

/** At once: a panel that saw a guest without its address would take it from the host. */
async function addGuests(db: Db, owners: Owner[]): Promise<void> {
  const guests = db.guest.createMany({
    data: owners.map((owner, index) => ({
      ...owner,
      ...{
        id: `guest-${index}`,
        name: `web${index}`,
        hostName: hostNameOf(index),
        hostId: HOST,
        planId: PLAN,
      },
      ...{ hostname: `web${index}.example.test`, life: 'active' as const, templateId: 'debian-12' },
      ...{ ...LIMIT, memoryBytes: BigInt(LIMIT.memoryBytes), requestKey: `bench-${index}` },
    })),
  })
  const pool = db.addressPool.create({
    data: { id: 'pool', name: 'Bench', kind: 'public', family: 4, prefix: PREFIX, hostId: HOST },
  })
  const addresses = db.address.createMany({
    data: owners.map(({ resellerId }, index) => ({
      ...{ poolId: 'pool', address: addressOf(index), state: 'assigned' as const },
      ...{ guestId: `guest-${index}`, resellerId },
    })),
  })
  await db.$transaction([guests, pool, addresses])
}

/** What is held now, and of each guest a change of its memory: that is how the ledger grows. */
async function addReservations(db: Db, owners: Owner[]): Promise<void> {
  const amounts = {
    guests: 1,
    memoryBytes: LIMIT.memoryBytes,
    cpuMillicores: LIMIT.cpuMillicores,
    addresses4: 1,
  }
  const yesterday = new Date(Date.now() - 86_400_000)
  const rows = owners.flatMap(({ resellerId: accountId }, index) => {
    const row = (kind: (typeof KINDS)[number], amount: number | null) => ({
      ...{ accountId, guestId: `guest-${index}`, kind, amount: amount === null ? null : BigInt(amount) },
    })
    const held = KINDS.map((kind) =>
      row(kind, kind in amounts ? amounts[kind as keyof typeof amounts] : null),
    )
    const past = {
      ...row('memoryBytes', LIMIT.memoryBytes / 2),
      createdAt: yesterday,
      releasedAt: new Date(),
    }
    return [...held, past]
  })
  await db.reservation.createMany({ data: rows })
}
