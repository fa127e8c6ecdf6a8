import { VserverError } from '@vserver/core/errors'
import { HOUR_MS } from '@vserver/core/units'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import type { RecordingSetting } from './model.ts'

export function readSetting(ctx: ServiceContext, guest: ScopedGuest): RecordingSetting {
  return {
    guest: guest.recordsConsoles,
    customer: guest.customer.recordsConsoles,
    keptDays: Math.round(ctx.recordings.settings.keepMs / (24 * HOUR_MS)),
  }
}

/** For consoles that are opened from now on. */
export async function setGuestRecording(
  ctx: ServiceContext,
  guest: ScopedGuest,
  record: boolean | null,
): Promise<void> {
  const detail = record === null ? 'as the customer has it' : record ? 'on' : 'off'
  await audited(ctx, { action: 'recording.set', subject: guest.name, guest, detail }, () =>
    ctx.db.guest.update({ where: { id: guest.id }, data: { recordsConsoles: record } }),
  )
}

/** For all guests of one's account that do not say otherwise. */
export async function setAccountRecording(ctx: ServiceContext, record: boolean): Promise<void> {
  const { accountId, role } = ctx.viewer
  if (role !== 'customer' || !accountId)
    throw new VserverError('INVALID_STATE', 'Only a customer has guests of its own.', {
      hint: t('Set it on the page of each guest.'),
    })
  await audited(ctx, { action: 'recording.set', subject: 'all guests', detail: record ? 'on' : 'off' }, () =>
    ctx.db.account.update({ where: { id: accountId }, data: { recordsConsoles: record } }),
  )
}

export async function accountSetting({ db, viewer }: ServiceContext): Promise<{ record: boolean }> {
  const account = viewer.accountId ? await db.account.findUnique({ where: { id: viewer.accountId } }) : null
  return { record: account?.recordsConsoles ?? false }
}
