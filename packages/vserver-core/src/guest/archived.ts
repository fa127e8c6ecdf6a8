import { VserverError } from '../errors.ts'
import type { GuestRecord } from './model.ts'

/** Its files are where they can be used. */
export function requireUnarchived({ name, archivedAt }: Pick<GuestRecord, 'name' | 'archivedAt'>): void {
  if (archivedAt === null) return
  throw new VserverError('INVALID_STATE', `Guest ${name} is archived.`, {
    subject: name,
    hint: 'Unarchive it first.',
  })
}
