import { type ImportFile, ImportName } from '@vserver/core/template/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'

/** Files that templates can be made from; what is uploaded comes by `PUT /imports/NAME`. */
export const importsRouter = router({
  list: procedure.query(({ ctx }): Promise<ImportFile[]> => ctx.host.imports.list()),
  remove: procedure
    .input(z.strictObject({ file: ImportName }))
    .mutation(({ ctx, input }): Promise<void> => ctx.host.imports.remove(input.file)),
})
