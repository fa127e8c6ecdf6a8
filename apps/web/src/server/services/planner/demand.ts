import { HOUR_MS } from '@vserver/core/units'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { readPool } from '../allowance/pool.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import { listPlacesInScope, ownAccount, type PlacedGuest } from '../guest/in-scope.ts'
import { listHosts } from '../host/list.ts'
import { fromColumns } from '../limit/columns.ts'
import { SELLABLE } from '../plan/in-scope.ts'
import { visiblePlans } from '../plan/list.ts'
import {
  type Capacity,
  PLANNED,
  type Planned,
  type PlannerPlan,
  type PlannerView,
  type Profile,
} from './model.ts'

const HOURS = 7 * 24
/** Of each plan; more tell little more and cost each host a read. */
const MEASURED_MAX = 12
const ASKED_AT_ONCE = 4
/** More are noise, and have to be sent. */
const DIGITS = 4

/** What guests of each plan have used in the last week, and what there is for them. */
export async function readPlanner(ctx: ServiceContext): Promise<PlannerView> {
  const [rows, guests, versions, room] = await Promise.all([
    listSold(ctx),
    listPlacesInScope(ctx, { life: 'active' }),
    ctx.db.plan.findMany({ select: { id: true, familyId: true } }),
    readRoom(ctx),
  ])
  const familyOf = new Map(versions.map(({ id, familyId }) => [id, familyId]))
  const byFamily = Map.groupBy(guests, ({ planId }) => familyOf.get(planId))
  const lanes = openLanes(ASKED_AT_ONCE)
  const toMs = Math.floor(ctx.now() / HOUR_MS) * HOUR_MS
  const plans = rows.map(async (row): Promise<PlannerPlan> => {
    const its = byFamily.get(row.familyId) ?? []
    const limit = fromColumns(row)
    const sold = pick((resource) => limit[resource])
    const profiles = spread(its, MEASURED_MAX).map((guest) => lanes(() => readProfile(ctx, guest, toMs)))
    const measured = (await Promise.all(profiles)).filter((profile) => profile !== null)
    return { planId: row.id, name: row.name, sold, measured, guests: its.length }
  })
  return { plans: await Promise.all(plans), hours: HOURS, ...room }
}

async function listSold(ctx: ServiceContext) {
  return ctx.db.plan.findMany({
    where: { AND: [await visiblePlans(ctx), SELLABLE] },
    orderBy: [{ memoryBytes: { sort: 'asc', nulls: 'last' } }, { name: 'asc' }],
  })
}

/** Whatever asks, so many are under way at once; each has a lane, where one follows the other. */
function openLanes(count: number) {
  const lanes: Promise<unknown>[] = Array.from({ length: count }, () => Promise.resolve())
  let turn = 0
  return <T>(work: () => Promise<T>): Promise<T> => {
    const lane = turn % count
    turn += 1
    const done = (lanes[lane] ?? Promise.resolve()).then(work)
    lanes[lane] = done.catch(() => null)
    return done
  }
}

/** The same number from everywhere in the list. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all]
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)] as T)
}

/** Null: nothing is known of the guest. A host that does not answer tells nothing. */
async function readProfile(ctx: ServiceContext, guest: PlacedGuest, toMs: number): Promise<Profile | null> {
  const fromMs = toMs - HOURS * HOUR_MS
  const range = { fromMs, toMs, points: HOURS, metrics: [...PLANNED] }
  const series = await askHostOf(ctx, guest, (agent, name) => agent.sampleRange(name, range)).catch(
    () => null,
  )
  if (!series) return null
  const profile = pick(() => new Array<number>(HOURS).fill(0))
  let known = false
  for (const [i, at] of series.at.entries()) {
    const hour = Math.floor((at - fromMs) / HOUR_MS)
    for (const resource of PLANNED) {
      const value = series.maximum[resource]?.[i]
      if (value === null || value === undefined || hour < 0 || hour >= HOURS) continue
      profile[resource][hour] = Math.max(profile[resource][hour] ?? 0, Number(value.toPrecision(DIGITS)))
      known = true
    }
  }
  return known ? profile : null
}

/** A host's for whoever owns hosts, a pool's for whoever sells from one. */
async function readRoom(ctx: ServiceContext): Promise<Pick<PlannerView, 'hosts' | 'pool'>> {
  if (!isGranted(ctx.viewer, 'host.read'))
    return { hosts: [], pool: await readPool(ctx.db, ownAccount(ctx.viewer)) }
  const hosts = (await listHosts(ctx)).flatMap(({ id, name, info }) => {
    if (!info) return []
    const capacity: Capacity = {
      memoryBytes: info.memoryBytes,
      cpuMillicores: info.cpus * 1000,
      diskBytes: info.storageBytes,
    }
    return [{ hostId: id, name, capacity }]
  })
  return { hosts, pool: null }
}

function pick<T>(of: (resource: Planned) => T): Record<Planned, T> {
  return Object.fromEntries(PLANNED.map((resource) => [resource, of(resource)])) as Record<Planned, T>
}
