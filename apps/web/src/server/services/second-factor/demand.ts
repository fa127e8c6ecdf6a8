import type { Db } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { ROLES, type Role } from '../me/model.ts'
import { endSessions } from '../me/sessions.ts'
import type { DemandRequest, RemoveFactorRequest } from './model.ts'
import { notOn } from './set-up.ts'

export async function isDemanded(db: Db, role: Role): Promise<boolean> {
  return (await db.secondFactorDemand.findUnique({ where: { role } })) !== null
}

export async function getDemand({ db }: ServiceContext): Promise<{ roles: Role[] }> {
  const rows = await db.secondFactorDemand.findMany()
  return { roles: ROLES.filter((role) => rows.some((row) => row.role === role)) }
}

/** Who has one of the roles and no second factor can do nothing from now on but set it up. */
export function setDemand(ctx: ServiceContext, { roles }: DemandRequest): Promise<{ roles: Role[] }> {
  const detail = roles.join(', ') || 'nobody'
  return audited(ctx, { action: 'secondFactor.demand', subject: 'roles', detail }, async () => {
    await ctx.db.$transaction([
      ctx.db.secondFactorDemand.deleteMany({ where: { role: { notIn: roles } } }),
      ctx.db.secondFactorDemand.createMany({ data: roles.map((role) => ({ role })), skipDuplicates: true }),
    ])
    return getDemand(ctx)
  })
}

/** For somebody who lost the device and the recovery codes: all their sign-ins end, the password stays. */
export function removeFactor(
  ctx: ServiceContext,
  { email }: RemoveFactorRequest,
): Promise<{ email: string }> {
  const subject = email.toLowerCase()
  return audited(ctx, { action: 'secondFactor.remove', subject }, async () => {
    const factor = await ctx.db.secondFactor.findFirst({ where: { user: { email: subject } } })
    if (!factor) throw notOn(subject)
    const { userId } = factor
    await ctx.db.$transaction([
      ctx.db.secondFactor.deleteMany({ where: { userId } }),
      ctx.db.recoveryCode.deleteMany({ where: { userId } }),
    ])
    await endSessions(ctx, { userId })
    return { email: subject }
  })
}
