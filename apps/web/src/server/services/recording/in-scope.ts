import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'

export type Recording = Prisma.RecordingGetPayload<object>

/** Owners see what was done in their guests, support only what it did itself. */
export function visibleRecordings(
  { viewer }: ServiceContext,
  guest: Pick<ScopedGuest, 'id'>,
): Prisma.RecordingWhereInput {
  return { guestId: guest.id, ...(viewer.role === 'support' ? { userId: viewer.id } : {}) }
}

export async function getRecordingInScope(
  ctx: ServiceContext,
  guest: Pick<ScopedGuest, 'id'>,
  id: string,
): Promise<Recording> {
  const row = await ctx.db.recording.findFirst({ where: { AND: [visibleRecordings(ctx, guest), { id }] } })
  if (row) return row
  throw new VserverError('NOT_FOUND', 'There is no such recording of this guest.', {
    subject: id,
    hint: t('It may have been removed when its time was over; look for it in the list of recordings.'),
  })
}
