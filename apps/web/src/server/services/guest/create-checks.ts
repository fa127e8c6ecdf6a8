import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { msg, t } from '@/language/t.ts'
import type { HostHub } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { planOutdated } from '../plan/in-scope.ts'
import { visiblePlans } from '../plan/list.ts'
import { ownAccount } from './in-scope.ts'
import type { CreateGuestRequest } from './model.ts'

export type Order = {
  resellerId: string
  customer: { id: string; name: string }
  plan: Prisma.PlanGetPayload<object>
}

/** Customer and plan as the reseller may use them; somebody else's is not found. */
export async function findOrder(
  ctx: ServiceContext,
  request: Pick<CreateGuestRequest, 'customerId' | 'planId'>,
): Promise<Order> {
  const resellerId = ownAccount(ctx.viewer)
  const customer = await ctx.db.account.findFirst({
    where: { id: request.customerId, kind: 'customer', parentId: resellerId, deletedAt: null },
    select: { id: true, name: true },
  })
  if (!customer) throw notFound('customer', request.customerId)
  const plan = await ctx.db.plan.findFirst({
    where: { AND: [await visiblePlans(ctx), { id: request.planId }] },
  })
  if (!plan) throw notFound('plan', request.planId)
  if (plan.supersededAt) throw planOutdated(plan)
  if (plan.retiredAt)
    throw new VserverError('INVALID_STATE', 'The plan is not sold any more.', {
      subject: plan.name,
      hint: t('Choose another plan.'),
    })
  return { resellerId, customer, plan }
}

/** Said before anything is written, so that the usual refusals cost nothing. */
export function assertHostReady({ picture }: HostHub, templateId: string): void {
  if (!picture.reachable)
    throw new VserverError('HOST_UNREACHABLE', picture.message ?? 'The host does not answer.', {
      hint: t('Guests keep running; try again when the host answers.'),
    })
  const template = picture.templates.find(({ id }) => id === templateId)
  if (!template) throw notFound('template', templateId)
  if (template.state === 'ready') return
  throw new VserverError('INVALID_STATE', `The template is ${template.state}.`, {
    subject: template.label,
    hint:
      template.state === 'building'
        ? t('The template is being built ({percent} %); wait until it is ready.', {
            percent: Math.round(template.percent),
          })
        : t('The template is not ready; an administrator must build it first.'),
  })
}

const CHOOSE_ANOTHER = {
  customer: msg('Choose another customer.'),
  plan: msg('Choose another plan.'),
  template: msg('Choose another template.'),
}

function notFound(noun: keyof typeof CHOOSE_ANOTHER, id: string): VserverError {
  return new VserverError('NOT_FOUND', `There is no such ${noun} in scope.`, {
    subject: id,
    hint: t(CHOOSE_ANOTHER[noun]),
  })
}
