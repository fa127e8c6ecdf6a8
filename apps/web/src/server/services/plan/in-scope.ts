import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'

export type ScopedPlan = Prisma.PlanGetPayload<object>

/** The newest version of a plan that the viewer owns: an admin owns the house plans, a reseller its own. */
export function getOwnPlan({ db, viewer }: ServiceContext, id: string): Promise<ScopedPlan> {
  return getNewest(db, { id, accountId: viewer.accountId })
}

/** The newest version of a plan whose guests the viewer may bring up to it. */
export function getOwnOrHousePlan({ db, viewer }: ServiceContext, id: string): Promise<ScopedPlan> {
  const seller = viewer.role === 'admin' ? {} : { OR: [{ accountId: null }, { accountId: viewer.accountId }] }
  return getNewest(db, { id, ...seller })
}

async function getNewest(db: ServiceContext['db'], where: Prisma.PlanWhereInput & { id: string }) {
  const plan = await db.plan.findFirst({ where })
  if (!plan) throw planNotFound(where.id)
  if (plan.supersededAt) throw planOutdated(plan)
  return plan
}

export function planOutdated({ name }: Pick<ScopedPlan, 'name'>): VserverError {
  return new VserverError('INVALID_STATE', 'The plan has a newer version.', {
    subject: name,
    hint: t('The plan was changed meanwhile; reload the page and look at it again.'),
  })
}

/** The newest versions: what is, or was, sold. */
export const NEWEST = { supersededAt: null } satisfies Prisma.PlanWhereInput
export const SELLABLE = { supersededAt: null, retiredAt: null } satisfies Prisma.PlanWhereInput

function planNotFound(id: string): VserverError {
  return new VserverError('NOT_FOUND', 'There is no such plan in scope.', {
    subject: id,
    hint: t('Look for it on the page Plans.'),
  })
}
