import type { Limit, LimitChange } from '@vserver/core/limit/model'
import type { ServiceContext } from '../../context.ts'
import { ALLOWANCE_KINDS, type AllowanceKind } from '../allowance/model.ts'
import { readPool } from '../allowance/pool.ts'
import { type Need, needOf } from '../allowance/reserve.ts'
import { listGuestsInScope, type ScopedGuest } from '../guest/in-scope.ts'
import { fromColumns } from '../limit/columns.ts'
import type { ScopedPlan } from './in-scope.ts'
import type { PlanPreviewRow } from './model.ts'
import { planStep, trafficStep } from './step.ts'

/** What each guest on an older version would get, reckoned in this order against the pools; nothing is changed. */
export async function previewPlan(ctx: ServiceContext, plan: ScopedPlan): Promise<PlanPreviewRow[]> {
  const older = { plan: { familyId: plan.familyId }, planId: { not: plan.id } }
  const guests = await listGuestsInScope(ctx, older)
  const left = await readLeft(ctx, guests)
  return guests.map((guest) => previewOne(guest, { plan, left: left.get(guest.resellerId) ?? new Map() }))
}

type Left = Map<AllowanceKind, number | null>

async function readLeft(ctx: ServiceContext, guests: readonly ScopedGuest[]): Promise<Map<string, Left>> {
  const sellers = [...new Set(guests.map(({ resellerId }) => resellerId))]
  const pools = await Promise.all(
    sellers.map(async (id) => {
      const lines = await readPool(ctx.db, id)
      return [id, new Map(lines.map(({ kind, left }) => [kind, left]))] as const
    }),
  )
  return new Map(pools)
}

function previewOne(guest: ScopedGuest, { plan, left }: { plan: ScopedPlan; left: Left }): PlanPreviewRow {
  const held = fromColumns(guest)
  const step = planStep({ held, sold: fromColumns(guest.plan), offered: fromColumns(plan) })
  const traffic = trafficStep({
    held: guest.trafficBytes,
    sold: guest.plan.trafficBytes,
    offered: plan.trafficBytes,
  })
  const before: Need = { ...needOf(held), trafficBytes: toNumber(guest.trafficBytes) }
  const after: Need = { ...before, ...needOf({ ...held, ...step.change } as Limit) }
  if (traffic !== undefined) after.trafficBytes = toNumber(traffic)
  return {
    guestId: guest.id,
    name: guest.name,
    customerName: guest.customer.name,
    version: guest.plan.version,
    change: step.change as LimitChange,
    kept: step.kept,
    ...(traffic === undefined ? {} : { trafficBytes: toNumber(traffic) }),
    blockedBy: guest.life === 'active' ? take(left, before, after) : null,
    isActive: guest.life === 'active',
  }
}

/** Takes what the guest grows by, unless a kind has not enough left: then nothing, and that kind is told. */
function take(left: Left, before: Need, after: Need): AllowanceKind | null {
  const grown = ALLOWANCE_KINDS.map((kind) => [kind, growth(before[kind], after[kind])] as const)
  const short = grown.find(([kind, more]) => {
    const rest = left.get(kind)
    return rest !== null && rest !== undefined && more > 0 && more > rest
  })
  if (short) return short[0]
  for (const [kind, more] of grown) {
    const rest = left.get(kind)
    if (rest !== null && rest !== undefined && Number.isFinite(more)) left.set(kind, rest - more)
  }
  return null
}

/** Infinity = from a bound to none; what shrinks counts only once the host has done it, so not here. */
function growth(before: number | null | undefined, after: number | null | undefined): number {
  if (before === undefined || after === undefined || before === null) return 0
  return after === null ? Number.POSITIVE_INFINITY : Math.max(0, after - before)
}

function toNumber(amount: bigint | null): number | null {
  return amount === null ? null : Number(amount)
}
