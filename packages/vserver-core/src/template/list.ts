import type { Host } from '../host.ts'
import { KNOWN_TEMPLATES, type Template } from './model.ts'
import { toTemplate } from './to-template.ts'

export async function listTemplates(host: Host): Promise<Template[]> {
  return Promise.all(
    KNOWN_TEMPLATES.map(async (known) => toTemplate(known, await host.templates.inspect(known.id))),
  )
}
