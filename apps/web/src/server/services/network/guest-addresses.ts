import { splitPrefix } from '@vserver/core/address/model'
import { VserverError } from '@vserver/core/errors'
import { Network, NetworkLink } from '@vserver/core/network/model'
import type { Prisma, Transaction } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { Agent } from '../../agent/agent.ts'
import { reserve } from '../allowance/reserve.ts'
import { ADDRESS_ORDER } from '../guest/in-scope.ts'

const WITH_POOL = { pool: true } as const
export type AddressRow = Prisma.AddressGetPayload<{ include: typeof WITH_POOL }>

type Reader = Pick<Transaction, 'address'>

/** A guest's addresses in the order of their importance. */
export function guestAddresses(db: Reader, guestId: string): Promise<AddressRow[]> {
  return db.address.findMany({
    where: { guestId, state: 'assigned' },
    include: WITH_POOL,
    orderBy: ADDRESS_ORDER,
  })
}

/** The same of all guests of a host, by guest: to ask for each by itself takes a panel with many guests seconds. */
export async function addressesByGuest(
  db: Reader,
  hostId: string,
): Promise<ReadonlyMap<string | null, AddressRow[]>> {
  const rows = await db.address.findMany({
    where: { state: 'assigned', guest: { hostId } },
    include: WITH_POOL,
    orderBy: ADDRESS_ORDER,
  })
  return Map.groupBy(rows, ({ guestId }) => guestId)
}

/** The addresses that no guest of a host may have, since the host has them. */
export async function hostAddresses(agent: Pick<Agent, 'hostNetwork'>): Promise<string[]> {
  const { addresses } = await agent.hostNetwork()
  return addresses.map((prefix) => splitPrefix(prefix).address)
}

/** Makes the ledger say which scarce addresses the guest has. */
export async function holdAddresses(
  tx: Transaction,
  { id: guestId, resellerId: accountId }: { id: string; resellerId: string },
): Promise<void> {
  const rows = await guestAddresses(tx, guestId)
  const count = (family: number) =>
    rows.filter(({ pool }) => pool?.kind === 'public' && pool.family === family).length
  await reserve(tx, { accountId, guestId }, { addresses4: count(4), addresses6: count(6) })
}

/** The network that a host is to have: addresses and link are the panel's to say, the rest is as it was. */
export function withAddresses(network: Network, rows: readonly AddressRow[]): Network {
  const pool = network.mode === 'private' ? rows[0]?.pool : null
  const link = NetworkLink.parse(pool?.link ?? 'routed')
  const isRouted = link === 'routed'
  const gateways = rows.flatMap((row) => (isRouted || !row.pool?.gateway ? [] : [row.pool.gateway]))
  return parseNetwork({
    ...network,
    link,
    parent: isRouted ? null : (pool?.parent ?? null),
    gateways: [...new Set(gateways)],
    addresses: network.mode === 'none' ? [] : rows.map((row) => prefixOf(row, isRouted)),
  })
}

/** Routed addresses are whole; on a common link each has the length of its network. */
function prefixOf({ address, pool }: AddressRow, isRouted: boolean): string {
  return isRouted || !pool ? address : `${address}/${splitPrefix(pool.prefix).bits}`
}

/** A contradiction is the fault of who asked for it. */
export function parseNetwork(network: object): Network {
  const parsed = Network.safeParse(network)
  if (parsed.success) return parsed.data
  const hint = parsed.error.issues[0]?.message ?? msg('These settings do not go together.')
  throw new VserverError('INVALID_INPUT', hint, { subject: 'network', hint })
}

export function isInStep(network: Network, rows: readonly AddressRow[]): boolean {
  const wanted = withAddresses(network, rows)
  const text = ({ addresses, link, parent }: Network) => JSON.stringify([addresses, link, parent])
  return text(wanted) === text(network)
}
