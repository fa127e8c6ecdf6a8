import type { TemplateId } from '@vserver/core/template/model'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { localHub } from '../host/hub-of.ts'
import { mirrorOperation } from '../operation/mirror.ts'

export function buildTemplate(ctx: ServiceContext, id: TemplateId): Promise<{ operationId: string }> {
  const hub = localHub(ctx)
  return audited(ctx, { action: 'template.build', subject: id }, async () => {
    const operation = await hub.agent.buildTemplate(id)
    await mirrorOperation(ctx.db, operation, { hostId: hub.hostId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}
