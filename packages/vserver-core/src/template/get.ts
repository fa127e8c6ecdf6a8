import type { Host } from '../host.ts'
import { requireKnownTemplate } from './internal.ts'
import type { Template, TemplateId } from './model.ts'
import { toTemplate } from './to-template.ts'

export async function getTemplate(host: Host, id: TemplateId): Promise<Template> {
  const known = requireKnownTemplate(id)
  return toTemplate(known, await host.templates.inspect(id))
}
