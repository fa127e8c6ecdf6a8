import { familyOf } from '@vserver/core/address/model'
import { VserverError } from '@vserver/core/errors'
import { NetworkLink } from '@vserver/core/network/model'
import type { Prisma, Transaction } from '@vserver/db'
import { msg, t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { type Paged, readPage } from '../paging/model.ts'
import { endQuarantines, lockAddresses, toAddressView, WITH_HOLDERS } from './internal.ts'
import type { AddressView, CreatePoolRequest, PoolPageRequest, PoolView, UpdatePoolRequest } from './model.ts'

/** Networks whose addresses no guest may have: this host, loopback, link-local, multicast, reserved. RFC 6890. */
const NEVER = [
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'],
  ...['::/8', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]

export async function listPools({ db }: ServiceContext): Promise<PoolView[]> {
  await db.$transaction((tx) => endQuarantines(tx))
  return Promise.all((await readPools(db)).map((row) => viewOf(db, row)))
}

/** A page of its addresses that are not free, in their order. */
export async function listAddresses(
  { db }: ServiceContext,
  { poolId, ...request }: PoolPageRequest,
): Promise<Paged<AddressView>> {
  await requirePool(db, poolId)
  const where = { poolId, state: { not: 'free' } } satisfies Prisma.AddressWhereInput
  return readPage(request, {
    count: () => db.address.count({ where }),
    read: async (part) => {
      const orderBy = { address: 'asc' } as const
      return (await db.address.findMany({ where, include: WITH_HOLDERS, orderBy, ...part })).map(
        toAddressView,
      )
    },
  })
}

export function createPool(ctx: ServiceContext, request: CreatePoolRequest): Promise<PoolView> {
  const { name, prefix } = request
  return audited(ctx, { action: 'pool.create', subject: name, detail: prefix }, async () => {
    if (request.hostId !== null) await requireHost(ctx, request.hostId)
    const id = await ctx.db.$transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE "AddressPool" IN SHARE ROW EXCLUSIVE MODE`
      await requireNewPool(tx, request)
      const row = await tx.addressPool.create({ data: { ...request, family: familyOf(prefix) } })
      return row.id
    })
    return viewOf(ctx.db, await requirePool(ctx.db, id))
  })
}

export function updatePool(ctx: ServiceContext, { poolId, change }: UpdatePoolRequest): Promise<PoolView> {
  const detail = JSON.stringify(change)
  return audited(ctx, { action: 'pool.update', subject: change.name ?? poolId, detail }, async () => {
    const before = await requirePool(ctx.db, poolId)
    if (change.gateway) requireFamily(change.gateway, before.prefix)
    const data = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    await ctx.db.addressPool.update({ where: { id: poolId }, data })
    return viewOf(ctx.db, await requirePool(ctx.db, poolId))
  })
}

/** What its addresses were is kept. */
export function deletePool(ctx: ServiceContext, poolId: string): Promise<void> {
  return audited(ctx, { action: 'pool.delete', subject: poolId }, () =>
    ctx.db.$transaction(async (tx) => {
      await lockAddresses(tx)
      await endQuarantines(tx)
      const { name } = await requirePool(tx, poolId)
      const taken = await tx.address.count({ where: { poolId, state: { not: 'free' } } })
      if (taken > 0)
        throw new VserverError('INVALID_STATE', `${taken} addresses of the pool are not free.`, {
          subject: name,
          hint: msg('Take them from their guests first; ten minutes later they are free.'),
        })
      await tx.addressPool.delete({ where: { id: poolId } })
    }),
  )
}

type Row = Awaited<ReturnType<typeof readPools>>[number]

function readPools(db: Pick<Transaction, 'addressPool'>, poolId?: string) {
  return db.addressPool.findMany({
    where: poolId === undefined ? {} : { id: poolId },
    include: { host: true },
    orderBy: { name: 'asc' },
  })
}

async function requirePool(db: Pick<Transaction, 'addressPool'>, poolId: string): Promise<Row> {
  const [row] = await readPools(db, poolId)
  if (row) return row
  throw new VserverError('NOT_FOUND', 'There is no such pool.', {
    subject: poolId,
    hint: msg('Look for it in the list of pools.'),
  })
}

async function viewOf(db: Pick<Transaction, '$queryRaw' | 'address'>, row: Row): Promise<PoolView> {
  const counts = await db.address.groupBy({ by: ['state'], where: { poolId: row.id }, _count: true })
  const of = (state: string) => counts.find((one) => one.state === state)?._count ?? 0
  const [assigned, reserved, quarantined] = [of('assigned'), of('reserved'), of('quarantined')]
  const size = sizeOf(row)
  return {
    id: row.id,
    name: row.name,
    host: row.host && { id: row.host.id, name: row.host.name },
    ...{ kind: row.kind, family: row.family === 4 ? 4 : 6, prefix: row.prefix, gateway: row.gateway },
    ...{
      link: NetworkLink.parse(row.link),
      parent: row.parent,
      reverseZone: row.reverseZone,
      assigned,
      reserved,
      quarantined,
    },
    free: size === null ? null : Math.max(0, size - assigned - reserved - quarantined),
    createdAt: row.createdAt.toISOString(),
  }
}

/** How many addresses guests may have; null = more than anybody counts. */
function sizeOf({ prefix, family, gateway }: Pick<Row, 'prefix' | 'family' | 'gateway'>): number | null {
  const bits = family === 4 ? 32 : 128
  const length = Number(prefix.split('/')[1] ?? bits)
  if (bits - length > 32) return null
  const edges = bits - length < 2 ? 0 : family === 4 ? 2 : 1
  return 2 ** (bits - length) - edges - (gateway === null ? 0 : 1)
}

async function requireNewPool(tx: Transaction, { name, prefix, gateway }: CreatePoolRequest): Promise<void> {
  if (gateway) requireFamily(gateway, prefix)
  const [facts] = await tx.$queryRaw<
    { whole: string; isWhole: boolean; never: boolean; overlap: string | null; named: boolean }[]
  >`
    SELECT network(${prefix}::inet)::text AS "whole", network(${prefix}::inet)::inet = ${prefix}::inet AS "isWhole",
      ${prefix}::inet && ANY (${NEVER}::text[]::inet[]) AS "never",
      (SELECT "name" FROM "AddressPool" WHERE "prefix" && ${prefix}::inet LIMIT 1) AS "overlap",
      EXISTS (SELECT FROM "AddressPool" WHERE "name" = ${name}) AS "named"`
  if (!facts) throw new VserverError('INTERNAL', 'The database does not answer.')
  if (facts.named)
    throw new VserverError('ALREADY_EXISTS', 'A pool of this name exists.', {
      subject: name,
      hint: msg('Choose another name.'),
    })
  if (!facts.isWhole)
    throw invalid(prefix, t('The network of this address is {network}; give that.', { network: facts.whole }))
  if (facts.never) throw invalid(prefix, msg('Guests cannot have addresses of this network.'))
  if (facts.overlap !== null)
    throw new VserverError('ALREADY_EXISTS', `The network overlaps the pool ${facts.overlap}.`, {
      subject: prefix,
      hint: t('The pool {pool} has addresses of this network already; give one that is apart from it.', {
        pool: facts.overlap,
      }),
    })
}

async function requireHost({ db }: ServiceContext, hostId: string): Promise<void> {
  if (await db.host.findUnique({ where: { id: hostId }, select: { id: true } })) return
  throw new VserverError('NOT_FOUND', 'There is no such host.', {
    subject: hostId,
    hint: msg('Look for it in the list of hosts.'),
  })
}

function requireFamily(gateway: string, prefix: string): void {
  if (familyOf(gateway) !== familyOf(prefix))
    throw invalid(gateway, msg('The gateway is of the other family.'))
}

function invalid(subject: string, hint: string): VserverError {
  return new VserverError('INVALID_INPUT', hint, { subject, hint })
}
