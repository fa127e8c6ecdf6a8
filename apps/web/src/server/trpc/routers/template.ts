import { ImportName, TemplateId, TemplateRef } from '@vserver/core/template/model'
import { z } from 'zod'
import { house } from '../../scope.ts'
import { buildTemplate } from '../../services/template/build.ts'
import { collectTemplates, deleteTemplate, listUnused } from '../../services/template/delete.ts'
import { listImports, removeImport } from '../../services/template/imports.ts'
import { listSourceGuests, listTemplates } from '../../services/template/list.ts'
import { readTemplateLog } from '../../services/template/log.ts'
import { BuildTemplateRequest } from '../../services/template/model.ts'
import { procedure, router } from '../trpc.ts'

const build = procedure('template.build', house)
const remove = procedure('template.delete', house)

export const templateRouter = router({
  list: procedure('template.read', house).query(({ ctx }) => listTemplates(ctx)),
  build: build.input(BuildTemplateRequest).mutation(({ ctx, input }) => buildTemplate(ctx, input)),
  log: build
    .input(z.object({ id: TemplateRef, offset: z.number().int().min(0) }))
    .query(({ ctx, input }) => readTemplateLog(ctx, input)),
  /** Guests that one can be made from. */
  sources: build.query(({ ctx }) => listSourceGuests(ctx)),
  delete: remove
    .input(z.object({ id: TemplateId }))
    .mutation(({ ctx, input }) => deleteTemplate(ctx, input.id)),
  /** What `collect` may take. */
  unused: remove.query(({ ctx }) => listUnused(ctx)),
  collect: remove
    .input(z.object({ ids: z.array(TemplateId).min(1).max(1000) }))
    .mutation(({ ctx, input }) => collectTemplates(ctx, input.ids)),
  /** Archives on the host; they come by `PUT /api/imports/NAME`. */
  imports: build.query(({ ctx }) => listImports(ctx)),
  removeImport: build
    .input(z.object({ file: ImportName }))
    .mutation(({ ctx, input }) => removeImport(ctx, input.file)),
})
