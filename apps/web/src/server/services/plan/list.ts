import type { Prisma } from '@vserver/db'
import type { ServiceContext, Viewer } from '../../context.ts'
import type { AllowanceKind, PoolLine } from '../allowance/model.ts'
import { readPool } from '../allowance/pool.ts'
import { type Need, needOf } from '../allowance/reserve.ts'
import { ownAccount, visibleGuests } from '../guest/in-scope.ts'
import { fromColumns } from '../limit/columns.ts'
import type { PlanView } from './model.ts'
import { networkNeed, planNetwork } from './network.ts'

/** House plans, and those of the viewer's reseller. */
export async function listPlans(ctx: ServiceContext): Promise<PlanView[]> {
  const sold = { AND: [visibleGuests(ctx.viewer), { life: { not: 'deleted' as const } }] }
  const rows = await ctx.db.plan.findMany({
    where: await visiblePlans(ctx),
    orderBy: [{ memoryBytes: { sort: 'asc', nulls: 'last' } }, { name: 'asc' }],
    include: { _count: { select: { guests: { where: sold } } } },
  })
  const pool = ctx.viewer.role === 'reseller' ? await readPool(ctx.db, ownAccount(ctx.viewer)) : null
  return rows.map((row) => {
    const limit = fromColumns(row)
    const network = planNetwork(row)
    const need = { ...needOf(limit), ...networkNeed(network) }
    const room = pool ? roomIn(pool, need) : { roomFor: null, blockedBy: null }
    return { id: row.id, name: row.name, limit, network, need, guests: row._count.guests, ...room }
  })
}

/** Plans a viewer can see; what a reseller can sell is the same. */
export async function visiblePlans({ db, viewer }: ServiceContext): Promise<Prisma.PlanWhereInput> {
  if (viewer.role === 'admin' || viewer.role === 'support') return {}
  return { OR: [{ accountId: null }, { accountId: await resellerOf(db, viewer) }] }
}

async function resellerOf(db: ServiceContext['db'], viewer: Viewer): Promise<string> {
  const accountId = ownAccount(viewer)
  if (viewer.role === 'reseller') return accountId
  const account = await db.account.findUniqueOrThrow({ where: { id: accountId } })
  return account.parentId ?? accountId
}

function roomIn(pool: PoolLine[], need: Need): Pick<PlanView, 'roomFor' | 'blockedBy'> {
  let roomFor: number | null = null
  let blockedBy: AllowanceKind | null = null
  for (const { kind, left } of pool) {
    if (left === null) continue
    const each = need[kind]
    if (each === undefined || each === 0) continue
    const room = each === null ? 0 : Math.max(0, Math.floor(left / each))
    if (roomFor === null || room < roomFor) {
      roomFor = room
      blockedBy = kind
    }
  }
  return { roomFor, blockedBy }
}
