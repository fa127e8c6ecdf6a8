import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { requireKnownTemplate } from './internal.ts'
import type { TemplateId, TemplateState } from './model.ts'

const HINT: Record<Exclude<TemplateState, 'ready'>, string> = {
  absent: 'Build it first.',
  building: 'Wait until its build has finished.',
  failed: 'Its last build failed; build it again.',
  cancelled: 'Its last build was cancelled; build it again.',
}

/** Guests are only built from complete templates. */
export async function requireTemplateReady(host: Host, id: TemplateId): Promise<void> {
  const { state } = await host.templates.inspect(id)
  if (state === 'ready') return
  if (state === 'absent') requireKnownTemplate(id)
  throw new VserverError('INVALID_STATE', `Template ${id} is not ready.`, { subject: id, hint: HINT[state] })
}
