import type { TemplateName } from '@vserver/core/template/model'
import type { ServiceContext } from '../../context.ts'
import { auditedBegin } from '../audit/audited.ts'
import { localHub } from '../host/hub-of.ts'
import { mirrorOperation } from '../operation/mirror.ts'

export function buildTemplate(ctx: ServiceContext, id: TemplateName): Promise<{ operationId: string }> {
  const hub = localHub(ctx)
  return auditedBegin(ctx, { action: 'template.build', subject: id }, async (auditId) => {
    const operation = await hub.agent.buildTemplate(id)
    await mirrorOperation(ctx.db, operation, { hostId: hub.hostId, auditId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}
