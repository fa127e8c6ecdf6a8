import { VserverError } from '../errors.ts'
import type { Operation } from './model.ts'

export function succeed(operation: Operation, nowMs: number): Operation {
  return { ...finish(operation, nowMs), state: 'succeeded', percent: 100, step: 'Done' }
}

/** CANCELLED ends as cancelled, anything else as failed; an unknown error keeps its text for the log only. */
export function fail(operation: Operation, error: unknown, nowMs: number): Operation {
  const known = error instanceof VserverError ? error : null
  const isCancelled = known?.code === 'CANCELLED'
  return {
    ...finish(operation, nowMs),
    state: isCancelled ? 'cancelled' : 'failed',
    step: isCancelled ? 'Cancelled' : 'Failed',
    error: {
      code: known?.code ?? 'INTERNAL',
      message: known?.message ?? 'An internal fault; the log of the agent has it.',
      hint: known?.hint ?? null,
    },
  }
}

function finish(operation: Operation, nowMs: number): Operation {
  return { ...operation, finishedAt: new Date(nowMs).toISOString(), cancellable: false }
}
