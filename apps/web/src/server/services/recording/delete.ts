import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { getRecordingInScope } from './in-scope.ts'
import type { DeleteRecordingRequest } from './model.ts'
import { told } from './read.ts'

/** Before its time, because somebody asked for it: that and why stays in the audit log. */
export async function deleteRecording(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { recordingId, reason }: DeleteRecordingRequest,
): Promise<void> {
  const row = await getRecordingInScope(ctx, guest, recordingId)
  if (!row.endedAt)
    throw new VserverError('INVALID_STATE', 'The console is still open.', {
      subject: guest.name,
      hint: t('The console is still open; end it first.'),
    })
  const detail = `${told(row)}: ${reason}`
  await audited(ctx, { action: 'recording.delete', subject: guest.name, guest, detail }, async () => {
    await ctx.db.recording.delete({ where: { id: row.id } })
    await ctx.recordings.store.remove(row.id)
  })
}
