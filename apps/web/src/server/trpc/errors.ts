import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { type ErrorCode, isErrorCode, TRPC_CODE, type VserverError } from '@vserver/core/errors'
import { ZodError } from 'zod'
import { sayOfHost } from '@/language/of-hosts/understand.ts'

/** What the browser is told about an error; `messageFor` makes a sentence of it. */
export type WireError = {
  code: ErrorCode
  subject: string | null
  hint: string | null
  requestId: string
}

/** The server's bundle and Next's bundle have a class each, so it is known by its shape. */
export function isVserverError(error: unknown): error is VserverError {
  return error instanceof Error && error.name === 'VserverError' && 'code' in error && isErrorCode(error.code)
}

export function toTrpcError(error: VserverError): TRPCError {
  return new TRPCError({ code: TRPC_CODE[error.code], message: error.message, cause: error })
}

export function toWireError(error: TRPCError, requestId: string): WireError {
  const { cause } = error
  if (isVserverError(cause)) {
    const { code, subject = null, hint } = cause
    return { code, subject, hint: hint ? sayOfHost(hint) : null, requestId }
  }
  const hint = cause instanceof ZodError ? (cause.issues[0]?.message ?? null) : null
  return { code: codeOf(error.code), subject: null, hint, requestId }
}

function codeOf(code: TRPC_ERROR_CODE_KEY): ErrorCode {
  const entry = Object.entries(TRPC_CODE).find(([, trpc]) => trpc === code)
  return entry && isErrorCode(entry[0]) && code !== 'INTERNAL_SERVER_ERROR' ? entry[0] : 'INTERNAL'
}
