import type { TemplateId } from '@vserver/core/template/model'
import type { ServiceContext } from '../../context.ts'
import { audited, auditedBegin } from '../audit/audited.ts'
import { localHub } from '../host/hub-of.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import type { UnusedVersion } from './model.ts'

/** Refused by the host while a guest is made from it. */
export function deleteTemplate(ctx: ServiceContext, id: TemplateId): Promise<{ operationId: string }> {
  const hub = localHub(ctx)
  return auditedBegin(ctx, { action: 'template.delete', subject: id }, async (auditId) => {
    const operation = await hub.agent.deleteTemplate(id)
    await mirrorOperation(ctx.db, operation, { hostId: hub.hostId, auditId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}

export function listUnused(ctx: ServiceContext): Promise<UnusedVersion[]> {
  return localHub(ctx).agent.unusedTemplates()
}

/** Exactly those that were looked at; what has got a guest meanwhile stays. Answers which went. */
export function collectTemplates(ctx: ServiceContext, ids: readonly TemplateId[]): Promise<TemplateId[]> {
  const detail = ids.join(', ')
  return audited(ctx, { action: 'template.collect', subject: 'templates', detail }, () =>
    localHub(ctx).agent.collectTemplates(ids),
  )
}
