import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { type ErrorCode, VserverError } from '@vserver/core/errors'
import { ZodError } from 'zod'

export const TRPC_CODE = {
  NOT_FOUND: 'NOT_FOUND',
  ALREADY_EXISTS: 'CONFLICT',
  BUSY: 'CONFLICT',
  INVALID_INPUT: 'BAD_REQUEST',
  INVALID_STATE: 'PRECONDITION_FAILED',
  NO_CAPACITY: 'PRECONDITION_FAILED',
  ALLOWANCE_EXCEEDED: 'PAYMENT_REQUIRED',
  FORBIDDEN: 'FORBIDDEN',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  REAUTH_NEEDED: 'UNAUTHORIZED',
  UNSUPPORTED: 'NOT_IMPLEMENTED',
  HOST_UNREACHABLE: 'BAD_GATEWAY',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  TIMEOUT: 'GATEWAY_TIMEOUT',
  CANCELLED: 'CLIENT_CLOSED_REQUEST',
  NATIVE_FAILED: 'INTERNAL_SERVER_ERROR',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<ErrorCode, TRPC_ERROR_CODE_KEY>

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
