import type { ServiceContext } from '../../context.ts'
import { auditedBegin } from '../audit/audited.ts'
import { localHub } from '../host/hub-of.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import type { BuildTemplateRequest } from './model.ts'

export function buildTemplate(
  ctx: ServiceContext,
  request: BuildTemplateRequest,
): Promise<{ operationId: string }> {
  const hub = localHub(ctx)
  const detail = request.source?.method ?? 'as known'
  return auditedBegin(ctx, { action: 'template.build', subject: request.id, detail }, async (auditId) => {
    const operation = await hub.agent.buildTemplate(request)
    await mirrorOperation(ctx.db, operation, { hostId: hub.hostId, auditId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}
