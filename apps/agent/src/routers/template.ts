import { InitStyle } from '@vserver/core/context/model'
import type { Operation } from '@vserver/core/operation/model'
import {
  buildTemplate,
  collectTemplates,
  getTemplate,
  listTemplates,
  requireBuildable,
  unusedTemplates,
} from '@vserver/core/template'
import {
  Mirror,
  type Template,
  TemplateId,
  TemplateName,
  TemplateRef,
  TemplateSource,
  type UnusedTemplate,
} from '@vserver/core/template/model'
import { z } from 'zod'
import { followBuild } from '../operations/template-build.ts'
import { deleteTemplateOperation } from '../operations/template-delete.ts'
import { procedure, router } from '../trpc.ts'
import { idempotencyKey } from './inputs.ts'

const BuildTemplateInput = z.strictObject({
  id: TemplateName,
  /** Absent: as the host knows to build it. */
  source: TemplateSource.optional(),
  initStyle: InitStyle.optional(),
  mirror: Mirror.optional(),
  idempotencyKey,
})
const TemplateLogInput = z.strictObject({ id: TemplateRef, offset: z.number().int().min(0) })
const olderThanDays = z.number().int().min(0).max(3650).default(0)

export const templateRouter = router({
  list: procedure.query(({ ctx }): Promise<Template[]> => listTemplates(ctx.host)),

  get: procedure
    .input(z.strictObject({ id: TemplateName }))
    .query(({ ctx, input }): Promise<Template> => getTemplate(ctx.host, input.id)),

  /** Makes the next version. A template that is being built already gives the operation that builds it. */
  build: procedure.input(BuildTemplateInput).mutation(async ({ ctx, input }): Promise<Operation> => {
    const { id: name, source = null, initStyle = null } = input
    requireBuildable({ name, source })
    const request = {
      kind: 'template.build',
      subject: name,
      cancellable: true,
      idempotencyKey: input.idempotencyKey,
      requestId: ctx.requestId,
    } as const
    const repeated = ctx.operations.findByKey(request) ?? ctx.operations.findRunning(request)
    if (repeated !== null) return repeated
    return ctx.operations.start(request, async (task) => {
      const mirror = input.mirror ?? ctx.mirror
      const id = await buildTemplate(ctx.host, { name, source, initStyle, mirror })
      await followBuild({ host: ctx.host, publish: (event) => ctx.events.publish(event) }, id, task)
    })
  }),

  /** Moves one version to the host's bin; refused while a guest is made from it. */
  delete: procedure
    .input(z.strictObject({ id: TemplateId, idempotencyKey }))
    .mutation(({ ctx, input }): Promise<Operation> => deleteTemplateOperation(ctx, input)),

  /** What `collect` would delete. */
  unused: procedure
    .input(z.strictObject({ olderThanDays }))
    .query(({ ctx, input }): Promise<UnusedTemplate[]> => unusedTemplates(ctx.host, input)),

  /** Deletes those of the given versions that nobody uses; answers which. */
  collect: procedure
    .input(z.strictObject({ ids: z.array(TemplateId).max(1000) }))
    .mutation(
      ({ ctx, input }): Promise<TemplateId[]> =>
        collectTemplates(ctx.host, { ids: input.ids, olderThanDays: 0 }),
    ),

  /** Text of a build's log after `offset` bytes, and the offset to ask with next; of a name, its newest version's. */
  log: procedure
    .input(TemplateLogInput)
    .query(async ({ ctx, input }): Promise<{ text: string; offset: number }> => {
      const id = TemplateId.safeParse(input.id).data ?? (await newestOf(ctx.host, input.id))
      return id === null ? { text: '', offset: 0 } : ctx.host.templates.readLog(id, input.offset)
    }),
})

async function newestOf(
  host: Parameters<typeof getTemplate>[0],
  ref: TemplateRef,
): Promise<TemplateId | null> {
  const { versions } = await getTemplate(host, TemplateName.parse(ref))
  return versions[0]?.id ?? null
}
