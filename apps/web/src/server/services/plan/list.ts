import type { Prisma } from '@vserver/db'
import type { ServiceContext, Viewer } from '../../context.ts'
import { needOf } from '../allowance/reserve.ts'
import { readRoomFor } from '../allowance/room-for.ts'
import { ownAccount, visibleGuests } from '../guest/in-scope.ts'
import { newGuestHub } from '../host/hub-of.ts'
import { fromColumns } from '../limit/columns.ts'
import { NEWEST } from './in-scope.ts'
import type { PlanView } from './model.ts'
import { networkNeed, planNetwork } from './network.ts'

/** House plans, and those of the viewer's reseller. */
export async function listPlans(ctx: ServiceContext): Promise<PlanView[]> {
  const sold = { AND: [visibleGuests(ctx.viewer), { life: { not: 'deleted' as const } }] }
  const rows = await ctx.db.plan.findMany({
    where: { AND: [await visiblePlans(ctx), NEWEST] },
    orderBy: [
      { retiredAt: { sort: 'asc', nulls: 'first' } },
      { memoryBytes: { sort: 'asc', nulls: 'last' } },
      { name: 'asc' },
    ],
  })
  const counts = await countGuests(ctx.db, sold)
  const roomFor = await readRoomFor(ctx, newGuestHub(ctx))
  const views = rows.map(async (row) => {
    const limit = fromColumns(row)
    const network = planNetwork(row)
    // It is started when it is made.
    const need = { ...needOf(limit), ...networkNeed(network), runningGuests: 1 }
    const all = counts.filter(({ familyId }) => familyId === row.familyId)
    const older = all.filter(({ planId }) => planId !== row.id)
    const versions = {
      version: row.version,
      isRetired: row.retiredAt !== null,
      isOwn: row.accountId === ctx.viewer.accountId,
      guests: total(all),
      olderGuests: total(older),
    }
    const room = await roomFor({ need, ...network })
    return { id: row.id, name: row.name, limit, network, need, ...versions, ...room }
  })
  return Promise.all(views)
}

type Count = { planId: string; familyId: string; guests: number }

async function countGuests(db: ServiceContext['db'], where: Prisma.GuestWhereInput): Promise<Count[]> {
  const groups = await db.guest.groupBy({ by: ['planId'], where, _count: true })
  const families = await db.plan.findMany({
    where: { id: { in: groups.map(({ planId }) => planId) } },
    select: { id: true, familyId: true },
  })
  const familyOf = new Map(families.map(({ id, familyId }) => [id, familyId]))
  return groups.map(({ planId, _count }) => ({
    planId,
    familyId: familyOf.get(planId) ?? planId,
    guests: _count,
  }))
}

function total(counts: readonly Count[]): number {
  return counts.reduce((sum, { guests }) => sum + guests, 0)
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
