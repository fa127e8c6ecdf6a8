import type { Operation } from '@vserver/core/operation/model'
import { messageFor } from '@/messages.ts'

/** Why an operation failed and what to do; the host's own sentence when it has one. */
export function operationFault(operation: Pick<Operation, 'error' | 'subject'>): string | null {
  const { error, subject } = operation
  if (!error) return null
  const general = messageFor({ data: { vserver: { code: error.code, subject, hint: error.hint } } })
  return error.message && error.code === 'NATIVE_FAILED'
    ? `${error.message} ${error.hint ?? ''}`.trim()
    : general
}
