import { z } from 'zod'
import { msg } from '@/language/t.ts'

/** Lists whose filters can be saved: the first part of their address. */
export const ViewPage = z.enum(['guests', 'customers', 'resellers', 'audit'])
export type ViewPage = z.infer<typeof ViewPage>

export const VIEWS_MAX = 50

/** As the address of the list has them. */
export const ViewFilters = z.strictObject({ q: z.string().trim().min(1).max(200) })
export type ViewFilters = z.infer<typeof ViewFilters>

/** One way of writing each letter, so that names that look alike are equal; not only of what nobody sees. */
export const ViewName = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1, msg('A name is needed.'))
  .max(60, msg('At most 60 characters.'))
  .regex(/^\P{Cc}*$/u, msg('A name has no line breaks or control characters.'))
  .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, msg('A name is needed.'))

export const CreateViewRequest = z.strictObject({ page: ViewPage, name: ViewName, filters: ViewFilters })
export type CreateViewRequest = z.infer<typeof CreateViewRequest>

export const RenameView = z.object({ name: ViewName })

export type SavedView = { id: string; page: ViewPage; name: string; filters: ViewFilters; isDefault: boolean }
