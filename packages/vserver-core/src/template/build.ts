import type { InitStyle } from '../context/model.ts'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { noSuchTemplate, type Version, versionsOf } from './internal.ts'
import { findKnown } from './known.ts'
import { type TemplateId, type TemplateName, type TemplateSource, toTemplateId } from './model.ts'

export type BuildTemplateInput = {
  name: TemplateName
  /** Null: as this host knows to build it. */
  source: TemplateSource | null
  /** Null: as the name is known for, else systemd, and single for a skeleton. */
  initStyle: InitStyle | null
  /** Where packages come from when the source names no mirror; empty = the distribution's own. */
  mirror: string
}

/**
 * Begins a build of the next version, which goes on by itself; `getTemplate` tells how far it is. While one of this
 * name is being built, no other is begun.
 */
export async function buildTemplate(host: Host, input: BuildTemplateInput): Promise<TemplateId> {
  const versions = await versionsOf(host, input.name)
  const building = versions.find(({ build }) => build.state === 'building')
  if (building !== undefined) return building.id
  const source = input.source ?? knownSource(input.name)
  await requireSource(host, source)
  const id = toTemplateId(input.name, await nextVersion(host, input.name, versions))
  const initStyle = input.initStyle ?? findKnown(input.name)?.initStyle ?? styleOf(source)
  await host.templates.build({ id, source: withMirror(source, input.mirror), initStyle })
  return id
}

/** Whether there is something to build it from, before anything is begun. */
export function requireBuildable({ name, source }: Pick<BuildTemplateInput, 'name' | 'source'>): void {
  if (source === null) knownSource(name)
}

function knownSource(name: TemplateName): TemplateSource {
  const known = findKnown(name)
  if (known === null) throw noSuchTemplate(name)
  return { method: 'debootstrap', suite: known.suite }
}

function styleOf({ method }: TemplateSource): InitStyle {
  return method === 'skeleton' ? 'single' : 'systemd'
}

function withMirror(source: TemplateSource, mirror: string): TemplateSource {
  const isOpen = source.method === 'debootstrap' && source.mirror === undefined && mirror !== ''
  return isOpen ? { ...source, mirror } : source
}

async function requireSource(host: Host, source: TemplateSource): Promise<void> {
  if (source.method !== 'guest') return
  const guest = (await host.guests.list()).find(({ name }) => name === source.guest)
  const subject = source.guest
  if (guest === undefined) throw new VserverError('NOT_FOUND', `There is no guest ${subject}.`, { subject })
  if ((await host.runtime.inspect(guest.name)).state === 'running') {
    throw new VserverError('INVALID_STATE', `${subject} is running.`, { subject, hint: 'Stop it first.' })
  }
}

/** A number whose build left no tree is used again; one that named a tree never is. */
async function nextVersion(host: Host, name: TemplateName, versions: readonly Version[]): Promise<number> {
  const newest = versions[0]
  const last = await host.templates.lastVersion(name)
  if (newest !== undefined && newest.version >= last && newest.build.state !== 'ready') return newest.version
  const version = Math.max(newest?.version ?? 0, last) + 1
  await host.templates.noteVersion(name, version)
  return version
}
