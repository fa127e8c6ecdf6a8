import type { Operation } from '@vserver/core/operation/model'
import { messageFor } from '@/messages.ts'

/** Why an operation failed and what to do; the host's own sentence, as it knows more than the code says. */
export function operationFault(operation: Pick<Operation, 'error' | 'subject'>): string | null {
  const { error, subject } = operation
  if (!error) return null
  const { code, message, hint } = error
  if (message && code !== 'INTERNAL') return hint ? `${message} ${hint}` : message
  return messageFor({ data: { vserver: { code, subject, hint } } })
}
