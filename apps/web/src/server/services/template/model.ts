import { InitStyle } from '@vserver/core/context/model'
import { type TemplateId, TemplateName, TemplateSource } from '@vserver/core/template/model'
import { z } from 'zod'

/** The next version of a template; without a source it is made as the host knows to. */
export const BuildTemplateRequest = z.strictObject({
  id: TemplateName,
  source: TemplateSource.optional(),
  initStyle: InitStyle.optional(),
})
export type BuildTemplateRequest = z.infer<typeof BuildTemplateRequest>

/** A guest that a template can be made from. */
export type SourceGuest = { hostName: string; name: string; isStopped: boolean }

/** A version nobody uses. */
export type UnusedVersion = { id: TemplateId; builtAt: string | null; bytes: number | null }
