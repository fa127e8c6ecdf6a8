import { OperationId, OperationKind, OperationState } from '@vserver/core/operation/model'
import { operationForReader } from '../guest/panel-words.ts'
import type { ScopedOperation } from './in-scope.ts'
import type { OperationView } from './model.ts'

export function toOperationView(row: ScopedOperation): OperationView {
  const view: OperationView = {
    id: OperationId.parse(row.id),
    kind: OperationKind.parse(row.kind),
    subject: row.subject,
    state: OperationState.parse(row.state),
    percent: row.percent,
    step: row.step,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    error: row.errorCode
      ? { code: row.errorCode, message: row.errorMessage ?? '', hint: row.errorHint }
      : null,
    cancellable: row.cancellable,
    idempotencyKey: null,
    guestId: row.guestId,
    guestName: row.guest?.name ?? null,
    userName: row.userName,
  }
  return operationForReader(view, row.guest)
}
