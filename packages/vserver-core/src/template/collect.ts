import type { Host } from '../host.ts'
import { deleteTemplate } from './delete.ts'
import type { TemplateId } from './model.ts'
import { unusedTemplates } from './unused.ts'

/** Deletes those of the named versions that are still unused; answers which. */
export async function collectTemplates(
  host: Host,
  { ids, olderThanDays }: { ids: readonly TemplateId[] | 'all'; olderThanDays: number },
): Promise<TemplateId[]> {
  const unused = (await unusedTemplates(host, { olderThanDays })).map(({ id }) => id)
  const wanted = ids === 'all' ? unused : unused.filter((id) => ids.includes(id))
  for (const id of wanted) await deleteTemplate(host, id)
  return wanted
}
