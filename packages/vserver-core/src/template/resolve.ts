import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { noSuchTemplate, versionsOf } from './internal.ts'
import { findKnown } from './known.ts'
import { TemplateId, TemplateName, type TemplateRef, type TemplateState } from './model.ts'
import { requireTemplateReady } from './require-ready.ts'

const HINT: Record<Exclude<TemplateState, 'ready'>, string> = {
  absent: 'Build it first.',
  building: 'Wait until its build has finished.',
  failed: 'Its last build failed; build it again.',
  cancelled: 'Its last build was cancelled; build it again.',
}

/** The version a new guest is made from: the one that is named, or the newest that is ready. */
export async function resolveTemplate(host: Host, ref: TemplateRef): Promise<TemplateId> {
  const id = TemplateId.safeParse(ref)
  if (id.success) {
    await requireTemplateReady(host, id.data)
    return id.data
  }
  const name = TemplateName.parse(ref)
  const versions = await versionsOf(host, name)
  const ready = versions.find(({ build }) => build.state === 'ready')
  if (ready !== undefined) return ready.id
  if (versions.length === 0 && findKnown(name) === null) throw noSuchTemplate(name)
  const state = versions[0]?.build.state ?? 'absent'
  throw new VserverError('INVALID_STATE', `Template ${name} is not ready.`, {
    subject: name,
    hint: HINT[state === 'ready' ? 'absent' : state],
  })
}
