import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { guestsByTemplate, noSuchTemplate } from './internal.ts'
import type { TemplateId } from './model.ts'

/** Moves one version to the host's bin; refused while a guest is made from it. */
export async function deleteTemplate(host: Host, id: TemplateId): Promise<void> {
  const { state } = await host.templates.inspect(id)
  if (state === 'absent') throw noSuchTemplate(id)
  if (state === 'building') {
    throw new VserverError('INVALID_STATE', `Template ${id} is being built.`, {
      subject: id,
      hint: 'Cancel the build first.',
    })
  }
  const guests = (await guestsByTemplate(host)).get(id) ?? []
  if (guests.length > 0) {
    throw new VserverError('INVALID_STATE', `Template ${id} is used by ${guests.join(', ')}.`, {
      subject: id,
      hint: 'Delete these guests first.',
    })
  }
  await host.templates.delete(id)
}
