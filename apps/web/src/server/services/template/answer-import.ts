import { VserverError } from '@vserver/core/errors'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { isVserverError, toTrpcError, toWireError } from '../../trpc/errors.ts'
import { receiveImport } from './imports.ts'

type Upload = { isOwn: boolean; name: string; content: ReadableStream<Uint8Array> | null }

const STATUS: Partial<Record<string, number>> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  ALREADY_EXISTS: 409,
  HOST_UNREACHABLE: 502,
  NO_CAPACITY: 507,
}

/** An upload that is judged, handed on and answered; errors have the shape that tRPC's have in the browser. */
export async function answerImport(ctx: ServiceContext | null, upload: Upload): Promise<Response> {
  const headers = { 'cache-control': 'no-store' }
  try {
    const allowed = requireUploader(ctx, upload.isOwn)
    const received = await allowed.requestIds.run(allowed.requestId, () => receiveImport(allowed, upload))
    return Response.json(received, { headers })
  } catch (error) {
    const known = isVserverError(error)
      ? error
      : new VserverError('INTERNAL', 'upload failed', { cause: error })
    if (known.code === 'INTERNAL') ctx?.logger.error('import.receive', { requestId: ctx.requestId }, error)
    const vserver = toWireError(toTrpcError(known), ctx?.requestId ?? '')
    return Response.json({ data: { vserver } }, { status: STATUS[known.code] ?? 500, headers })
  }
}

function requireUploader(ctx: ServiceContext | null, isOwn: boolean): ServiceContext {
  if (!isOwn) throw new VserverError('FORBIDDEN', 'The request does not come from a page of this panel.')
  if (!ctx) throw new VserverError('UNAUTHENTICATED', 'Nobody is signed in.')
  if (ctx.viewer.mustChangePassword || !isGranted(ctx.viewer, 'template.build'))
    throw new VserverError('FORBIDDEN', `${ctx.viewer.role} may not import archives.`)
  return ctx
}
