import { VserverError } from '@vserver/core/errors'
import { z } from 'zod'
import { msg } from '@/language/t.ts'
import type { Panel, RequestInfo } from '../../context.ts'
import { isVserverError, toTrpcError, toWireError } from '../../trpc/errors.ts'
import { acceptInvitation, readInvitation } from './accept.ts'
import { AcceptRequest } from './model.ts'

const ReadRequest = AcceptRequest.pick({ token: true })

const STATUS: Partial<Record<string, number>> = {
  INVALID_INPUT: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  RATE_LIMITED: 429,
}
const BODY_MAX = 4096

type Asked = { isOwn: boolean; body: string; wants: 'facts' | 'accept' }

/** For people who cannot sign in yet: the word of the invitation is what they show instead. */
export async function answerInvitation(panel: Panel & RequestInfo, asked: Asked): Promise<Response> {
  const headers = { 'cache-control': 'no-store' }
  try {
    return Response.json(await panel.requestIds.run(panel.requestId, () => answer(panel, asked)), { headers })
  } catch (error) {
    const known = isVserverError(error) ? error : new VserverError('INTERNAL', 'invitation', { cause: error })
    if (known.code === 'INTERNAL') panel.logger.error('invitation', { requestId: panel.requestId }, error)
    const vserver = toWireError(toTrpcError(known), panel.requestId)
    return Response.json({ data: { vserver } }, { status: STATUS[known.code] ?? 500, headers })
  }
}

function answer(panel: Panel & RequestInfo, { isOwn, body, wants }: Asked): Promise<object> {
  if (!isOwn) throw new VserverError('FORBIDDEN', 'The request does not come from a page of this panel.')
  if (wants === 'facts') return readInvitation(panel, parse(ReadRequest, body).token)
  return acceptInvitation(panel, parse(AcceptRequest, body))
}

function parse<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  const result = schema.safeParse(body.length > BODY_MAX ? null : toJson(body))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new VserverError('INVALID_INPUT', z.prettifyError(result.error), {
    subject: issue?.path.join('.') || 'invitation',
    hint: issue?.message ?? msg('Open the link of the invitation again.'),
  })
}

function toJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
