import { familyOf } from '@vserver/core/address/model'
import { VserverError } from '@vserver/core/errors'
import type { Transaction } from '@vserver/db'
import { msg, t } from '@/language/t.ts'
import type { AddressKind } from '../plan/network.ts'
import { endQuarantines } from './internal.ts'
import { freeIn, isFree, poolsFor, type Taker } from './pool-of.ts'

export type Wanted = {
  family: 4 | 6
  kind: AddressKind
  count: number
  /** Addresses of the host itself, which no guest may have. */
  keep: readonly string[]
}

/** Gives the guest so many addresses or none: first those that are kept for its reseller, then the lowest free ones. */
export async function takeAddresses(tx: Transaction, taker: Taker, wanted: Wanted): Promise<string[]> {
  if (wanted.count === 0) return []
  await endQuarantines(tx)
  const found: string[] = []
  for (const pool of await poolsFor(tx, taker, wanted))
    found.push(...(await takeKept(tx, taker, { poolId: pool.id, count: wanted.count - found.length })))
  for (const pool of await poolsFor(tx, taker, wanted)) {
    const count = wanted.count - found.length
    if (count === 0) break
    for (const address of await freeIn(tx, pool, { ...wanted, count })) {
      await assign(tx, taker, { poolId: pool.id, address })
      found.push(address)
    }
  }
  if (found.length < wanted.count) throw noneFree(wanted)
  return found
}

/** Gives the guest this very address. */
export async function takeAddress(
  tx: Transaction,
  taker: Taker,
  wanted: { address: string; keep: readonly string[] },
): Promise<string> {
  const { address } = wanted
  await endQuarantines(tx)
  const [pool] = await poolsFor(tx, taker, { address })
  if (!pool) throw notInPool(address)
  const kept = await tx.address.findFirst({
    where: { address, state: 'reserved', resellerId: taker.resellerId },
  })
  if (kept) await hand(tx, taker, kept.id)
  else if (await isFree(tx, pool, wanted)) await assign(tx, taker, { poolId: pool.id, address })
  else throw taken(address)
  return address
}

async function takeKept(
  tx: Transaction,
  taker: Taker,
  { poolId, count }: { poolId: string; count: number },
): Promise<string[]> {
  const rows = await tx.address.findMany({
    where: { state: 'reserved', resellerId: taker.resellerId, poolId },
    orderBy: { createdAt: 'asc' },
    take: count,
  })
  for (const { id } of rows) await hand(tx, taker, id)
  return rows.map(({ address }) => address)
}

async function assign(
  tx: Transaction,
  { guestId, resellerId }: Taker,
  where: { poolId: string; address: string },
): Promise<void> {
  await tx.address.create({ data: { ...where, guestId, resellerId, state: 'assigned' } })
}

/** Its note stays, which tells that it was kept. */
async function hand(tx: Transaction, { guestId }: Taker, id: string): Promise<void> {
  await tx.address.update({ where: { id }, data: { guestId, state: 'assigned', createdAt: new Date() } })
}

const LACKING = {
  public: {
    4: msg('An administrator has to add a pool of public IPv4 addresses to the host.'),
    6: msg('An administrator has to add a pool of public IPv6 addresses to the host.'),
  },
  private: {
    4: msg('An administrator has to add a pool of private IPv4 addresses to the host.'),
    6: msg('An administrator has to add a pool of private IPv6 addresses to the host.'),
  },
} as const

const ANOTHER = {
  4: msg('Choose an IPv4 address of a pool of its host and of its link, or leave the choice to us.'),
  6: msg('Choose an IPv6 address of a pool of its host and of its link, or leave the choice to us.'),
} as const

function noneFree({ family, kind }: Wanted): VserverError {
  return new VserverError('NO_CAPACITY', `No pool has enough free ${kind} IPv${family} addresses.`, {
    subject: t('IPv{family} addresses', { family }),
    hint: LACKING[kind][family],
  })
}

function notInPool(address: string): VserverError {
  return new VserverError('NOT_FOUND', 'No pool that the guest can have has the address.', {
    subject: address,
    hint: ANOTHER[familyOf(address)],
  })
}

function taken(address: string): VserverError {
  return new VserverError('ALREADY_EXISTS', 'The address is not free.', {
    subject: address,
    hint: msg('Choose another address: this one is taken, kept, or was given back a moment ago.'),
  })
}
