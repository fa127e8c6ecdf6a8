import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { audited } from '../audit/audited.ts'
import { listGuestsInScope } from '../guest/in-scope.ts'
import { getOwnOrHousePlan } from '../plan/in-scope.ts'
import type { BatchRequest } from './model.ts'
import { RIGHT } from './right.ts'

/** Writes down what is to be done to which guests; the loop does it. A repeat of the key begins nothing new. */
export async function startBatch(ctx: ServiceContext, request: BatchRequest): Promise<{ batchId: string }> {
  const { db, viewer } = ctx
  const { kind, requestKey, guestIds } = request
  const earlier = await db.batch.findUnique({
    where: { userId_requestKey: { userId: viewer.id, requestKey } },
    select: { id: true },
  })
  if (earlier) return { batchId: earlier.id }
  requireRight(ctx, kind)
  const plan = request.kind === 'applyPlan' ? await getOwnOrHousePlan(ctx, request.planId) : null
  await requireInScope(ctx, request, plan?.familyId ?? null)
  const detail = `${guestIds.length} guests`
  return audited(ctx, { action: `batch.${kind}`, subject: plan?.name ?? detail, detail }, async () => {
    const { id: userId, name: userName, sessionId, accountId } = viewer
    const items = guestIds.map((guestId, position) => ({ guestId, position }))
    const { id } = await db.batch.create({
      data: {
        ...{ kind, requestKey, userId, userName, sessionId, accountId, planId: plan?.id ?? null },
        items: { createMany: { data: items } },
      },
      select: { id: true },
    })
    return { batchId: id }
  })
}

function requireRight({ viewer }: ServiceContext, kind: BatchRequest['kind']): void {
  if (isGranted(viewer, RIGHT[kind])) return
  throw new VserverError('FORBIDDEN', `${viewer.role} may not ${RIGHT[kind]}.`, {
    hint: msg('Your role does not allow this.'),
  })
}

/** All or none: a foreign id is not found, as everywhere. */
async function requireInScope(
  ctx: ServiceContext,
  { guestIds }: BatchRequest,
  familyId: string | null,
): Promise<void> {
  const sold = familyId ? { plan: { familyId } } : {}
  const found = await listGuestsInScope(ctx, { id: { in: guestIds }, ...sold })
  const missing = guestIds.find((id) => !found.some((guest) => guest.id === id))
  if (missing === undefined) return
  throw new VserverError('NOT_FOUND', 'There is no such guest in scope.', {
    subject: missing,
    hint: msg('One of the guests is gone; reload the page and choose again.'),
  })
}
