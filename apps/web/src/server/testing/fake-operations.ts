import { VserverError } from '@vserver/core/errors'
import { type Operation, OperationId, type OperationKind } from '@vserver/core/operation/model'
import type { EventFeed } from './event-feed.ts'

export type FakeOperations = {
  /** Newest first. */
  operations: Operation[]
  /** Operations stay running until `finish` is called for them. */
  hold: boolean
  finish(id: string, state: 'succeeded' | 'failed' | 'cancelled', error?: Operation['error']): void
  begin(kind: OperationKind, subject: string, idempotencyKey?: string): Operation
  requireOperation(id: OperationId): Operation
}

export function createFakeOperations({ emit }: EventFeed): FakeOperations {
  const operations: Operation[] = []
  const fake: FakeOperations = {
    operations,
    hold: false,
    finish: (id, state, error = null) => {
      const index = operations.findIndex((one) => one.id === id)
      const old = operations[index]
      if (!old) throw new Error(`no operation ${id}`)
      const operation = { ...old, state, error, percent: 100, finishedAt: new Date().toISOString() }
      operations[index] = operation
      emit({ kind: 'operation', operation })
    },
    begin: (kind, subject, idempotencyKey) => {
      const operation = newOperation({ kind, subject, idempotencyKey: idempotencyKey ?? null }, !fake.hold)
      operations.unshift(operation)
      emit({ kind: 'operation', operation })
      return operation
    },
    requireOperation: (id) => {
      const operation = operations.find((one) => one.id === id)
      if (!operation) throw new VserverError('NOT_FOUND', 'no such operation')
      return operation
    },
  }
  return fake
}

type What = Pick<Operation, 'kind' | 'subject' | 'idempotencyKey'>

function newOperation(what: What, isDone: boolean): Operation {
  const now = new Date().toISOString()
  return {
    ...what,
    id: OperationId.parse(`op-${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`),
    state: isDone ? 'succeeded' : 'running',
    percent: isDone ? 100 : 0,
    step: isDone ? 'done' : 'begun',
    startedAt: now,
    finishedAt: isDone ? now : null,
    error: null,
    cancellable: true,
  }
}
