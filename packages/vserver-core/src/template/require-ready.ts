import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { noSuchTemplate } from './internal.ts'
import type { TemplateId } from './model.ts'

/** Guests are only made from complete templates. */
export async function requireTemplateReady(host: Host, id: TemplateId): Promise<void> {
  const { state } = await host.templates.inspect(id)
  if (state === 'ready') return
  if (state === 'absent') throw noSuchTemplate(id)
  throw new VserverError('INVALID_STATE', `Template ${id} is not ready.`, {
    subject: id,
    hint:
      state === 'building'
        ? 'Wait until its build has finished.'
        : 'Its build did not succeed; build another version.',
  })
}

/** A guest's files are those of its template under its own: without it there is nothing to start. */
export async function requireTemplateOf(
  host: Host,
  guest: { name: string; template: TemplateId },
): Promise<void> {
  const { state } = await host.templates.inspect(guest.template)
  if (state === 'ready') return
  throw new VserverError('INVALID_STATE', `The template ${guest.template} of ${guest.name} is missing.`, {
    subject: guest.name,
    hint: `Bring storage/templates/${guest.template} back from the bin or a backup; the guest's own files are untouched.`,
  })
}
