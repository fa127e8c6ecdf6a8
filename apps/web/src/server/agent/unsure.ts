import type { ErrorCode } from '@vserver/core/errors'
import { isVserverError } from '../trpc/errors.ts'

/** Answers after which it is not known whether the host did what it was asked. */
const UNSURE: readonly ErrorCode[] = ['TIMEOUT', 'INTERNAL', 'HOST_UNREACHABLE']
/** The connection was never made, so nothing was asked. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOENT', 'EACCES', 'UND_ERR_CONNECT_TIMEOUT']

export function isUnsure(error: unknown): boolean {
  if (!isVserverError(error)) return true
  return UNSURE.includes(error.code) && !wasNeverSent(error)
}

function wasNeverSent(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && NEVER_SENT.includes(String(cause.code))) return true
  return false
}
