import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../context.ts'
import type { ScopedGuest } from '../services/guest/in-scope.ts'
import { hangUpConsole } from './hang-up.ts'
import type { RecordingRow } from './recordings.ts'

/** Those who help or operate never work in a guest unseen by its owner. */
const ALWAYS_RECORDED: ReadonlySet<string> = new Set(['support', 'admin'])

type Asked = {
  consoleId: string
  guest: ScopedGuest
  /** By a rule that the role does not tell, such as an emergency access. */
  isRequired?: boolean
}

/**
 * Before anybody is let at a console: it is recorded from its first byte if that is asked for, or goes on being
 * so. Refuses, and ends the console, where it must be recorded and cannot be.
 */
export async function recordIfAsked(ctx: ServiceContext, asked: Asked): Promise<{ isRecorded: boolean }> {
  const { consoleId, guest } = asked
  const isRequired = asked.isRequired === true || ALWAYS_RECORDED.has(ctx.viewer.role)
  const isWanted = guest.recordsConsoles ?? guest.customer.recordsConsoles
  const before = await ctx.db.recording.findUnique({ where: { consoleId } })
  if (!before && !isRequired && !isWanted) return { isRecorded: false }
  const row = before ?? (await createRow(ctx, asked, isRequired))
  const isRecorded = row.endedAt ? false : await isAttached(ctx, row)
  if (isRecorded || !(isRequired || row.isRequired)) return { isRecorded }
  if (before && !before.endedAt) throw notYet(guest.name)
  hangUpConsole(ctx, row)
  throw cannotRecord(guest.name)
}

/** A recording that went on before is tried further; one that cannot begin is given up. */
async function isAttached(ctx: ServiceContext, row: RecordingRow): Promise<boolean> {
  const isNew = !ctx.recordings.isLive(row.consoleId)
  try {
    await ctx.recordings.attach(ctx, row)
    return true
  } catch (error) {
    ctx.logger.error('recording.attach', { recording: row.id, requestId: ctx.requestId }, error)
    if (isNew) await giveUp(ctx, row)
    return false
  }
}

function createRow(ctx: ServiceContext, { consoleId, guest }: Asked, isRequired: boolean) {
  const { id: userId, name: userName, role } = ctx.viewer
  return ctx.db.recording.create({
    data: {
      ...{ consoleId, guestId: guest.id, hostId: guest.hostId, userId, userName, role, isRequired },
      ...{ sealedKey: ctx.recordings.newKey(ctx), startedAt: new Date(ctx.now()) },
    },
  })
}

async function giveUp(ctx: ServiceContext, row: RecordingRow): Promise<void> {
  ctx.recordings.abandon(row.consoleId)
  await ctx.db.recording.updateMany({
    where: { id: row.id, endedAt: null },
    data: { endedAt: new Date(ctx.now()), ending: 'failed' },
  })
}

function notYet(subject: string): VserverError {
  return new VserverError('HOST_UNREACHABLE', 'The recorder is not back at the console.', {
    subject,
    hint: t('The recording of this console is not back yet. Try again in a moment.'),
  })
}

function cannotRecord(subject: string): VserverError {
  return new VserverError('INVALID_STATE', 'The console cannot be recorded.', {
    subject,
    hint: t('This console has to be recorded, and that is not possible now. Tell an administrator.'),
  })
}
