import { VserverError } from '@vserver/core/errors'
import type { ServiceContext } from '../../context.ts'
import { isGranted, type Permission } from '../../policy.ts'
import { isVserverError, toTrpcError, toWireError } from '../../trpc/errors.ts'
import { audited } from '../audit/audited.ts'
import { getGuestInScope } from '../guest/in-scope.ts'
import { getRecordingInScope } from './in-scope.ts'
import { recordingText, told } from './read.ts'

/** What the route asks for, as a procedure would declare it. */
export const EXPORT_PERMISSION = 'recording.export' satisfies Permission

const STATUS: Partial<Record<string, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404 }

/** A recording as an asciicast file, for other players; errors have the shape that tRPC's have in the browser. */
export async function answerExport(
  ctx: ServiceContext | null,
  ref: { guestId: string; recordingId: string },
): Promise<Response> {
  try {
    return await exportRecording(requireReader(ctx), ref)
  } catch (error) {
    const known = isVserverError(error)
      ? error
      : new VserverError('INTERNAL', 'export failed', { cause: error })
    if (known.code === 'INTERNAL') ctx?.logger.error('recording.export', { requestId: ctx.requestId }, error)
    const vserver = toWireError(toTrpcError(known), ctx?.requestId ?? '')
    const headers = { 'cache-control': 'no-store' }
    return Response.json({ data: { vserver } }, { status: STATUS[known.code] ?? 500, headers })
  }
}

async function exportRecording(
  ctx: ServiceContext,
  { guestId, recordingId }: { guestId: string; recordingId: string },
): Promise<Response> {
  const guest = await getGuestInScope(ctx, guestId)
  const row = await getRecordingInScope(ctx, guest, recordingId)
  const detail = told(row)
  return audited(ctx, { action: 'recording.export', subject: guest.name, guest, detail }, async () => {
    const name = `${guest.name}-${row.startedAt.toISOString().slice(0, 19).replaceAll(':', '')}.cast`
    return new Response(toStream(recordingText(ctx, row)), {
      headers: {
        'cache-control': 'no-store',
        'content-type': 'application/x-asciicast',
        'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
        'x-content-type-options': 'nosniff',
      },
    })
  })
}

function requireReader(ctx: ServiceContext | null): ServiceContext {
  if (!ctx) throw new VserverError('UNAUTHENTICATED', 'Nobody is signed in.')
  if (ctx.viewer.mustChangePassword || !isGranted(ctx.viewer, EXPORT_PERMISSION))
    throw new VserverError('FORBIDDEN', `${ctx.viewer.role} may not export recordings.`)
  return ctx
}

function toStream(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await text.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => {
      await text.return(undefined)
    },
  })
}
