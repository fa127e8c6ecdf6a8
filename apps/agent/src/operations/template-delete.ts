import type { Operation } from '@vserver/core/operation/model'
import { deleteTemplate, getTemplate } from '@vserver/core/template'
import { partsOf, type TemplateId } from '@vserver/core/template/model'
import type { AgentContext } from '../context.ts'

/** Large trees take their time to move between file systems, so it is an operation like any other. */
export async function deleteTemplateOperation(
  ctx: AgentContext,
  input: { id: TemplateId; idempotencyKey?: string | undefined },
): Promise<Operation> {
  const { id, idempotencyKey } = input
  const request = { kind: 'template.delete', subject: id, idempotencyKey, requestId: ctx.requestId } as const
  const repeated = ctx.operations.findByKey(request) ?? ctx.operations.findRunning(request)
  if (repeated !== null) return repeated
  return ctx.operations.start(request, async (task) => {
    task.progress(10, 'Deleting')
    await deleteTemplate(ctx.host, id)
    const { name } = partsOf(id)
    const template = await getTemplate(ctx.host, name).catch(() => null)
    if (template !== null) ctx.events.publish({ kind: 'template', template })
  })
}
