/** Rows for tests and first starts, written as the panel would write them, without going through it. */
import type { Db } from '../src/index.ts'
import { hashPassword } from '../src/password.ts'

export type Allowances = {
  guests: number | null
  memoryBytes: number | null
  cpuMillicores: number | null
  /** Absent = infinity. */
  runningGuests?: number | null
  diskBytes?: number | null
  inodes?: number | null
  addresses4?: number | null
  addresses6?: number | null
  trafficBytes?: number | null
}
export type Person = { name: string; email: string; password: string; mustChangePassword?: boolean }
export type Seeded = { userId: string; email: string; password: string }
export type SeededTenant = Seeded & { accountId: string }
export type SeededPlan = {
  name: string
  memoryBytes: number | null
  cpuMillicores: number | null
  processes: number | null
  cpuWeight?: number
  diskBytes?: number | null
  inodes?: number | null
  /** Absent = a house plan. */
  accountId?: string
}

const KINDS = [
  ...(['guests', 'runningGuests', 'memoryBytes', 'cpuMillicores', 'diskBytes', 'inodes'] as const),
  ...(['addresses4', 'addresses6', 'trafficBytes'] as const),
]

export function createAdmin(db: Db, person: Person): Promise<Seeded> {
  return createUser(db, person, { role: 'admin' })
}

export function createSupport(db: Db, person: Person): Promise<Seeded> {
  return createUser(db, person, { role: 'support' })
}

/** The owner of a guest lets all of the staff in, for an hour. */
export async function createConsent(db: Db, guestId: string): Promise<void> {
  const who = { createdById: 'seed', createdByName: 'Owner' }
  const expiresAt = new Date(Date.now() + 3_600_000)
  await db.consoleGrant.create({
    data: { guestId, kind: 'consent', state: 'granted', minutes: 60, expiresAt, ...who },
  })
}

export async function createReseller(
  db: Db,
  { allowances, ...person }: Person & { allowances: Allowances },
): Promise<SeededTenant> {
  const { name, email } = person
  const { id: accountId } = await db.account.create({ data: { kind: 'reseller', name, email } })
  await db.allowance.createMany({
    data: KINDS.map((kind) => ({ accountId, kind, granted: toBigInt(allowances[kind] ?? null) })),
  })
  return { accountId, ...(await createUser(db, person, { role: 'reseller', accountId })) }
}

export async function createCustomer(
  db: Db,
  { resellerId, ...person }: Person & { resellerId: string },
): Promise<SeededTenant> {
  const { name, email } = person
  const data = { kind: 'customer' as const, name, email, parentId: resellerId }
  const { id: accountId } = await db.account.create({ data })
  return { accountId, ...(await createUser(db, person, { role: 'customer', accountId })) }
}

export async function createPlan(
  db: Db,
  { memoryBytes, diskBytes = null, inodes = null, ...plan }: SeededPlan,
): Promise<{ id: string }> {
  const amounts = {
    memoryBytes: toBigInt(memoryBytes),
    diskBytes: toBigInt(diskBytes),
    inodes: toBigInt(inodes),
  }
  return db.plan.create({ data: { ...plan, ...amounts }, select: { id: true } })
}

type Standing = { role: 'admin' | 'support' | 'reseller' | 'customer'; accountId?: string }

async function createUser(db: Db, person: Person, standing: Standing): Promise<Seeded> {
  const { name, password, mustChangePassword = false } = person
  const email = person.email.toLowerCase()
  const hash = await hashPassword(password)
  const userId = await db.$transaction(async (tx) => {
    const { id } = await tx.user.create({
      data: { name, email, emailVerified: true, mustChangePassword, ...standing },
    })
    await tx.credential.create({
      data: { userId: id, accountId: id, providerId: 'credential', password: hash },
    })
    return id
  })
  return { userId, email, password }
}

function toBigInt(amount: number | null): bigint | null {
  return amount === null ? null : BigInt(amount)
}
