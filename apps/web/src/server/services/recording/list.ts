import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { getRecordingInScope, type Recording, visibleRecordings } from './in-scope.ts'
import { type ConsoleRecording, ENDINGS, type RecordingView } from './model.ts'

const NEWEST = 200

export async function listRecordings(ctx: ServiceContext, guest: ScopedGuest): Promise<RecordingView[]> {
  const rows = await ctx.db.recording.findMany({
    where: visibleRecordings(ctx, guest),
    orderBy: { startedAt: 'desc' },
    take: NEWEST,
  })
  return rows.map(toView)
}

export async function getRecording(
  ctx: ServiceContext,
  guest: ScopedGuest,
  id: string,
): Promise<RecordingView> {
  return toView(await getRecordingInScope(ctx, guest, id))
}

/** Whether what is typed now is taken down; for whoever sits at that console. */
export async function recordingOfConsole(
  ctx: ServiceContext,
  guest: ScopedGuest,
  consoleId: string,
): Promise<ConsoleRecording> {
  const row = await ctx.db.recording.findFirst({ where: { guestId: guest.id, consoleId } })
  if (!row) return { state: 'none', why: null }
  return row.endedAt ? { state: 'stopped', why: endingOf(row.ending) } : { state: 'recording', why: null }
}

function toView(row: Recording): RecordingView {
  const { id, userId, userName: name, role, startedAt, endedAt, exitStatus, seconds, isRequired } = row
  return {
    id,
    user: { id: userId, name, role },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    ending: endingOf(row.ending),
    exitStatus,
    seconds,
    storedBytes: Number(row.bytes),
    isRequired,
  }
}

function endingOf(word: string | null) {
  return ENDINGS.find((ending) => ending === word) ?? null
}
