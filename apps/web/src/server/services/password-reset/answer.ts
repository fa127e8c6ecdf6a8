import { VserverError } from '@vserver/core/errors'
import { z } from 'zod'
import { msg } from '@/language/t.ts'
import type { Panel, RequestInfo } from '../../context.ts'
import { isVserverError, toTrpcError, toWireError } from '../../trpc/errors.ts'
import { askForReset } from './forgot.ts'
import { ForgotRequest, ResetRequest } from './model.ts'
import { resetPassword } from './reset.ts'

const STATUS: Partial<Record<string, number>> = {
  ...{ INVALID_INPUT: 400, FORBIDDEN: 403, NOT_FOUND: 404, RATE_LIMITED: 429, UNSUPPORTED: 501 },
}
const BODY_MAX = 4096
type Asked = { isOwn: boolean; body: string; wants: 'letter' | 'password' }

/** For people who cannot sign in: no procedure, as these are for viewers. */
export async function answerReset(panel: Panel & RequestInfo, asked: Asked): Promise<Response> {
  const headers = { 'cache-control': 'no-store' }
  try {
    return Response.json(await answer(panel, asked), { headers })
  } catch (error) {
    const known = isVserverError(error) ? error : new VserverError('INTERNAL', 'password', { cause: error })
    if (known.code === 'INTERNAL') panel.logger.error('passwordReset', { requestId: panel.requestId }, error)
    const vserver = toWireError(toTrpcError(known), panel.requestId)
    return Response.json({ data: { vserver } }, { status: STATUS[known.code] ?? 500, headers })
  }
}

function answer(panel: Panel & RequestInfo, { isOwn, body, wants }: Asked): Promise<object> {
  if (!isOwn) throw new VserverError('FORBIDDEN', 'The request does not come from a page of this panel.')
  return wants === 'letter'
    ? askForReset(panel, parse(ForgotRequest, body))
    : resetPassword(panel, parse(ResetRequest, body))
}

function parse<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  const result = schema.safeParse(body.length > BODY_MAX ? null : toJson(body))
  if (result.success) return result.data
  const hint = result.error.issues[0]?.message ?? msg('Fill in the form again.')
  throw new VserverError('INVALID_INPUT', z.prettifyError(result.error), { hint })
}

function toJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
