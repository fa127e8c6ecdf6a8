import type { Host } from '../host.ts'
import { guestsByTemplate, noSuchTemplate, versionsOf } from './internal.ts'
import { findKnown } from './known.ts'
import type { Template, TemplateName } from './model.ts'
import { toTemplate } from './to-template.ts'

export async function getTemplate(host: Host, name: TemplateName): Promise<Template> {
  const [versions, guests] = await Promise.all([versionsOf(host, name), guestsByTemplate(host)])
  if (versions.length === 0 && findKnown(name) === null) throw noSuchTemplate(name)
  return toTemplate(name, versions, guests)
}
