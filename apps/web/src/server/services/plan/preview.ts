import type { Limit, LimitChange } from '@vserver/core/limit/model'
import type { ServiceContext } from '../../context.ts'
import { refusalOf } from '../allowance/fit.ts'
import { ALLOWANCE_KINDS, type AllowanceKind, PLAIN_TERMS, type PoolTerms } from '../allowance/model.ts'
import type { Need } from '../allowance/need.ts'
import { readPoolWithTerms } from '../allowance/pool.ts'
import { needOf } from '../allowance/reserve.ts'
import { listGuestsInScope, type ScopedGuest } from '../guest/in-scope.ts'
import { fromColumns } from '../limit/columns.ts'
import type { ScopedPlan } from './in-scope.ts'
import type { PlanPreviewRow } from './model.ts'
import { planStep, trafficStep } from './step.ts'

/** What each guest on an older version would get, reckoned in this order against the pools; nothing is changed. */
export async function previewPlan(ctx: ServiceContext, plan: ScopedPlan): Promise<PlanPreviewRow[]> {
  const older = { plan: { familyId: plan.familyId }, planId: { not: plan.id } }
  const guests = await listGuestsInScope(ctx, older)
  const held = await readHeld(ctx, guests)
  return guests.map((guest) => previewOne(guest, plan, held.get(guest.resellerId) ?? NOTHING))
}

type Held = { left: Map<AllowanceKind, number | null>; terms: PoolTerms }

async function readHeld(ctx: ServiceContext, guests: readonly ScopedGuest[]): Promise<Map<string, Held>> {
  const held = new Map<string, Held>()
  for (const id of new Set(guests.map(({ resellerId }) => resellerId))) {
    const { pool, terms } = await readPoolWithTerms(ctx.db, id)
    held.set(id, { left: new Map(pool.map(({ kind, left }) => [kind, left])), terms })
  }
  return held
}

const NOTHING: Held = { left: new Map(), terms: PLAIN_TERMS }

function previewOne(guest: ScopedGuest, plan: ScopedPlan, pool: Held): PlanPreviewRow {
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
    blockedBy: guest.life === 'active' ? take(pool, before, after) : null,
    isActive: guest.life === 'active',
  }
}

/** Takes what the guest grows by, unless a kind is refused: then nothing, and that kind is told. */
function take({ left, terms }: Held, before: Need, after: Need): AllowanceKind | null {
  for (const kind of ALLOWANCE_KINDS) {
    const [had, wants] = [before[kind], after[kind]]
    if (had === undefined || wants === undefined || had === wants) continue
    if (refusalOf({ kind, left: left.get(kind) ?? null }, terms, { had, wants })) return kind
  }
  for (const [kind, rest] of left) if (rest !== null) left.set(kind, rest - growth(before[kind], after[kind]))
  return null
}

/** What shrinks counts only once the host has done it, so not here; what has no bound is in no sum. */
function growth(before: number | null | undefined, after: number | null | undefined): number {
  return before == null || after == null ? 0 : Math.max(0, after - before)
}

function toNumber(amount: bigint | null): number | null {
  return amount === null ? null : Number(amount)
}
