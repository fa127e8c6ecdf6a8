import { TRPCError } from '@trpc/server'
import { type ErrorCode, TRPC_CODE, VserverError } from '@vserver/core/errors'
import { ZodError } from 'zod'

/** What callers get of an error beside the sentence; the panel rebuilds the VserverError from it. */
export type WireError = {
  code: ErrorCode
  subject: string | null
  hint: string | null
  requestId: string | null
}

export const INTERNAL_SENTENCE =
  'An internal fault of the agent; its log has the details under the request id.'

export function toTrpcError(error: VserverError): TRPCError {
  return new TRPCError({ code: TRPC_CODE[error.code], message: error.message, cause: error })
}

/** The sentence and the data for the wire; unknown errors tell nothing of themselves. */
export function describeError(
  error: TRPCError,
  requestId: string | null,
): { message: string; vserver: WireError } {
  const { cause } = error
  if (cause instanceof VserverError) {
    const { code, subject = null, hint = null } = cause
    return { message: cause.message, vserver: { code, subject, hint, requestId } }
  }
  const code = wireCode(error)
  const message = messageOf(error, code)
  return { message, vserver: { code, subject: null, hint: null, requestId } }
}

function messageOf(error: TRPCError, code: ErrorCode): string {
  if (error.cause instanceof ZodError) return error.cause.issues[0]?.message ?? 'The input is not valid.'
  return code === 'INTERNAL' ? INTERNAL_SENTENCE : error.message
}

function wireCode(error: TRPCError): ErrorCode {
  if (error.code === 'BAD_REQUEST' || error.code === 'PARSE_ERROR') return 'INVALID_INPUT'
  return error.code === 'NOT_FOUND' ? 'NOT_FOUND' : 'INTERNAL'
}
