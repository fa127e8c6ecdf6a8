import type { Operation } from '@vserver/core/operation/model'
import { buildTemplate, listTemplates, requireKnownTemplate } from '@vserver/core/template'
import { Mirror, type Template, TemplateId } from '@vserver/core/template/model'
import { z } from 'zod'
import { followBuild } from '../operations/template-build.ts'
import { procedure, router } from '../trpc.ts'
import { idempotencyKey } from './inputs.ts'

const BuildTemplateInput = z.strictObject({ id: TemplateId, mirror: Mirror.optional(), idempotencyKey })
const TemplateLogInput = z.strictObject({ id: TemplateId, offset: z.number().int().min(0) })

export const templateRouter = router({
  list: procedure.query(({ ctx }): Promise<Template[]> => listTemplates(ctx.host)),

  /** A template that is being built already gives the operation that builds it. */
  build: procedure.input(BuildTemplateInput).mutation(async ({ ctx, input }): Promise<Operation> => {
    requireKnownTemplate(input.id)
    const request = {
      kind: 'template.build',
      subject: input.id,
      cancellable: true,
      idempotencyKey: input.idempotencyKey,
      requestId: ctx.requestId,
    } as const
    const repeated = ctx.operations.findByKey(request) ?? ctx.operations.findRunning(request)
    if (repeated !== null) return repeated
    return ctx.operations.start(request, async (task) => {
      await buildTemplate(ctx.host, { id: input.id, mirror: input.mirror ?? ctx.mirror })
      await followBuild({ host: ctx.host, publish: (event) => ctx.events.publish(event) }, input.id, task)
    })
  }),

  /** Text of the build's log after `offset` bytes, and the offset to ask with next. */
  log: procedure
    .input(TemplateLogInput)
    .query(({ ctx, input }): Promise<{ text: string; offset: number }> => {
      requireKnownTemplate(input.id)
      return ctx.host.templates.readLog(input.id, input.offset)
    }),
})
