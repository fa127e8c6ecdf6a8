import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { getRecordingInScope, type Recording } from './in-scope.ts'
import type { RecordingPage } from './model.ts'

/** Of text in one answer; a recording of an hour's work is a few of them. */
const PAGE_CHARS = 1024 * 1024

/** A piece of a recording from the chunk with that number on; who looks at it is in the audit log, once. */
export async function readRecording(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { recordingId, from }: { recordingId: string; from: number },
): Promise<RecordingPage> {
  const row = await getRecordingInScope(ctx, guest, recordingId)
  if (from > 0) return readPage(ctx, row, from)
  return audited(ctx, { action: 'recording.play', subject: guest.name, guest, detail: told(row) }, () =>
    readPage(ctx, row, from),
  )
}

/** All of it, for a file. */
export async function* recordingText(ctx: ServiceContext, row: Recording): AsyncGenerator<string> {
  for await (const { text } of ctx.recordings.store.read(ctx.recordings.recordedOf(ctx, row))) yield text
}

export function told({ userName, startedAt }: Recording): string {
  return `console of ${userName}, ${startedAt.toISOString()}`
}

async function readPage(ctx: ServiceContext, row: Recording, from: number): Promise<RecordingPage> {
  let number = 0
  let text = ''
  let hash = ''
  for await (const chunk of ctx.recordings.store.read(ctx.recordings.recordedOf(ctx, row))) {
    if (text.length >= PAGE_CHARS) return { text, next: number, isIntact: null }
    if (number >= from) text += chunk.text
    hash = chunk.hash
    number += 1
  }
  return { text, next: null, isIntact: row.hash === null ? null : row.hash === hash }
}
