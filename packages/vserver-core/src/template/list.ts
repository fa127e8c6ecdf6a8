import type { Host } from '../host.ts'
import { groupVersions, guestsByTemplate } from './internal.ts'
import { KNOWN_TEMPLATES, type Template } from './model.ts'
import { toTemplate } from './to-template.ts'

/** Those every host knows come first, built or not; then the host's own by name. */
export async function listTemplates(host: Host): Promise<Template[]> {
  const [groups, guests] = await Promise.all([groupVersions(host), guestsByTemplate(host)])
  const known = KNOWN_TEMPLATES.map(({ name }) => name)
  const own = [...groups.keys()].filter((name) => !known.includes(name)).sort()
  return [...known, ...own].map((name) => toTemplate(name, groups.get(name) ?? [], guests))
}
