import { VserverError } from '../errors.ts'
import type { Host, TemplateBuild } from '../host.ts'
import { KNOWN_TEMPLATES, partsOf, type TemplateId, type TemplateName } from './model.ts'

export type Version = { id: TemplateId; version: number; build: TemplateBuild }

/** All versions of a template, the newest first. */
export async function versionsOf(host: Host, name: TemplateName): Promise<Version[]> {
  return (await groupVersions(host)).get(name) ?? []
}

export async function groupVersions(host: Host): Promise<Map<TemplateName, Version[]>> {
  const groups = new Map<TemplateName, Version[]>()
  for (const { id, build } of await host.templates.list()) {
    const { name, version } = partsOf(id)
    groups.set(name, [...(groups.get(name) ?? []), { id, version, build }])
  }
  for (const versions of groups.values()) versions.sort((a, b) => b.version - a.version)
  return groups
}

/** Names of the guests that are made from each version. */
export async function guestsByTemplate(host: Host): Promise<Map<TemplateId, string[]>> {
  const users = new Map<TemplateId, string[]>()
  for (const { name, template } of await host.guests.list()) {
    users.set(template, [...(users.get(template) ?? []), name])
  }
  return users
}

export function noSuchTemplate(subject: string): VserverError {
  return new VserverError('NOT_FOUND', `This host knows no template ${subject}.`, {
    subject,
    hint: `Choose one of ${KNOWN_TEMPLATES.map(({ name }) => name).join(', ')}, or build it first.`,
  })
}
