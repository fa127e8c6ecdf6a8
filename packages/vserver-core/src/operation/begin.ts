import type { Operation, OperationId, OperationKind } from './model.ts'

/** An operation that has just begun. */
export function beginOperation(
  input: {
    id: OperationId
    kind: OperationKind
    subject: string
    cancellable: boolean
    idempotencyKey: string | null
  },
  nowMs: number,
): Operation {
  return {
    ...input,
    state: 'running',
    percent: 0,
    step: 'Waiting',
    startedAt: new Date(nowMs).toISOString(),
    finishedAt: null,
    error: null,
  }
}
