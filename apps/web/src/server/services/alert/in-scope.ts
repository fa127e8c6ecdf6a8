import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'

export type ScopedRule = Prisma.AlertRuleGetPayload<{ include: { user: true } }>

/** A rule belongs to one person; what others watch is no business of anybody else. */
export async function getRuleInScope({ db, viewer }: ServiceContext, ruleId: string): Promise<ScopedRule> {
  const rule = await db.alertRule.findFirst({
    where: { id: ruleId, userId: viewer.id },
    include: { user: true },
  })
  if (rule) return rule
  throw new VserverError('NOT_FOUND', 'There is no such rule.', {
    subject: ruleId,
    hint: msg('Look for it on the page Alerts.'),
  })
}
