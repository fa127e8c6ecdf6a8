import { z } from 'zod'
import { isGranted } from '../../policy.ts'
import { oneAlertRule, own } from '../../scope.ts'
import { SaveRuleRequest } from '../../services/alert/model.ts'
import {
  createRule,
  deleteRule,
  listDeliveries,
  listRules,
  testRule,
  updateRule,
} from '../../services/alert/rules.ts'
import { procedure, router } from '../trpc.ts'

const rule = z.object({ rule: SaveRuleRequest })

export const alertRouter = router({
  list: procedure('alert.manage', own).query(({ ctx }) => listRules(ctx)),
  deliveries: procedure('alert.manage', own).query(({ ctx }) => listDeliveries(ctx)),
  channels: procedure('alert.manage', own).query(({ ctx }) => ({
    ...{ email: ctx.mailer !== null, hosts: isGranted(ctx.viewer, 'host.read') },
  })),
  create: procedure('alert.manage', own)
    .input(rule)
    .mutation(({ ctx, input }) => createRule(ctx, input.rule)),
  update: procedure('alert.manage', oneAlertRule)
    .input(rule)
    .mutation(({ ctx, input }) => updateRule(ctx, ctx.alertRule, input.rule)),
  delete: procedure('alert.manage', oneAlertRule).mutation(({ ctx }) => deleteRule(ctx, ctx.alertRule)),
  test: procedure('alert.manage', oneAlertRule).mutation(({ ctx }) => testRule(ctx, ctx.alertRule)),
})
