import { VserverError } from '@vserver/core/errors'
import type { LimitChange } from '@vserver/core/limit/model'
import type { Prisma } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { act } from '../guest/act.ts'
import { createQueued } from '../guest/create-queued.ts'
import { getGuestInScope, type ScopedGuest } from '../guest/in-scope.ts'
import { toGuestView } from '../guest/view.ts'
import { fromColumns } from '../limit/columns.ts'
import { changeLimit } from '../limit/set.ts'
import { planStep, trafficStep } from '../plan/step.ts'
import { setTraffic } from '../traffic/set.ts'
import type { BatchKind, PowerKind } from './model.ts'
import { RIGHT } from './right.ts'

type Plan = Prisma.PlanGetPayload<object>
export type Task = { kind: BatchKind; plan: Plan | null; initStyle: string | null; guestId: string }
/** An operation to wait for, or why there was nothing to do. */
export type Begun = { operationId: string } | { message: string | null }

/** Does its part for one guest, with the rights and the scope that the viewer has at this moment. */
export async function doOne(ctx: ServiceContext, { kind, plan, initStyle, guestId }: Task): Promise<Begun> {
  if (!isGranted(ctx.viewer, RIGHT[kind]))
    throw new VserverError('FORBIDDEN', `${ctx.viewer.role} may not ${RIGHT[kind]}.`, {
      hint: msg('Whoever began this may not do it any more.'),
    })
  const guest = await getGuestInScope(ctx, guestId)
  if (kind === 'create') return createQueued(ctx, guest, initStyle)
  if (kind === 'applyPlan') return { message: plan && (await applyPlan(ctx, guest, plan)) }
  return alreadyThere(ctx, guest, kind) ?? (await act(ctx, guest, kind))
}

function alreadyThere(ctx: ServiceContext, guest: ScopedGuest, kind: PowerKind): Begun | null {
  const { state } = toGuestView(ctx, guest)
  if (kind === 'start' && state === 'running') return { message: msg('It was running.') }
  if (kind === 'stop' && (state === 'stopped' || state === 'failed'))
    return { message: msg('It was stopped.') }
  return null
}

/** Done again after a crash it goes on where it was: what a guest has got already is no difference any more. */
async function applyPlan(ctx: ServiceContext, guest: ScopedGuest, plan: Plan): Promise<string | null> {
  if (guest.planId === plan.id) return msg('It had this version.')
  const { change, kept } = planStep({
    held: fromColumns(guest),
    sold: fromColumns(guest.plan),
    offered: fromColumns(plan),
  })
  const traffic = trafficStep({
    held: guest.trafficBytes,
    sold: guest.plan.trafficBytes,
    offered: plan.trafficBytes,
  })
  if (Object.keys(change).length > 0) await changeLimit(ctx, guest, change as LimitChange)
  if (traffic !== undefined) await setTraffic(ctx, guest, traffic === null ? null : Number(traffic))
  await ctx.db.guest.update({ where: { id: guest.id }, data: { planId: plan.id } })
  return kept.length > 0 ? msg('What was chosen for it alone stayed as it was.') : null
}
