import { TemplateName, TemplateRef } from '@vserver/core/template/model'
import { z } from 'zod'
import { house } from '../../scope.ts'
import { buildTemplate } from '../../services/template/build.ts'
import { listTemplates } from '../../services/template/list.ts'
import { readTemplateLog } from '../../services/template/log.ts'
import { procedure, router } from '../trpc.ts'

export const templateRouter = router({
  list: procedure('template.read', house).query(({ ctx }) => listTemplates(ctx)),
  build: procedure('template.build', house)
    .input(z.object({ id: TemplateName }))
    .mutation(({ ctx, input }) => buildTemplate(ctx, input.id)),
  log: procedure('template.build', house)
    .input(z.object({ id: TemplateRef, offset: z.number().int().min(0) }))
    .query(({ ctx, input }) => readTemplateLog(ctx, input)),
})
