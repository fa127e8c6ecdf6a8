import { TRPCClientError } from '@trpc/client'
import type { AgentRouter } from '@vserver/agent/router'
import { isErrorCode, VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'

const HINT = msg(
  'Guests keep running; try again in a minute. If it stays, an administrator must look at the agent.',
)

/** The agent's refusal as the same error it threw, or what kept us from hearing it. */
export function fromAgent(error: unknown): VserverError {
  if (error instanceof VserverError) return error
  const told = isAgentError(error) ? error.data?.vserver : undefined
  if (told && isErrorCode(told.code))
    return new VserverError(told.code, (error as Error).message, {
      ...(told.subject ? { subject: told.subject } : {}),
      ...(told.hint ? { hint: told.hint } : {}),
      cause: error,
    })
  if (isTimeout(error))
    return new VserverError('TIMEOUT', 'The host took too long.', { hint: HINT, cause: error })
  return new VserverError('HOST_UNREACHABLE', 'The agent of the host does not answer.', {
    hint: HINT,
    cause: error,
  })
}

function isAgentError(error: unknown): error is TRPCClientError<AgentRouter> {
  return error instanceof TRPCClientError
}

function isTimeout(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause.name === 'TimeoutError' || cause.name === 'HeadersTimeoutError') return true
  return false
}
