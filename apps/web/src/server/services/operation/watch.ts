import type { ServiceContext } from '../../context.ts'
import { operationForReader } from '../guest/panel-words.ts'
import { hubOf } from '../host/hub-of.ts'
import { whileSignedIn } from '../me/signed-in.ts'
import { getOperation } from './get.ts'
import type { ScopedOperation } from './in-scope.ts'
import { mirrorEnd } from './mirror.ts'
import type { OperationView } from './model.ts'

export type OperationEvent = { id: string; event: OperationView }

/** The operation as it is, then each step, until it has finished. */
export async function* watchOperation(
  ctx: ServiceContext,
  row: ScopedOperation,
  signal: AbortSignal | undefined,
): AsyncGenerator<OperationEvent> {
  const events = hubOf(ctx, row.hostId).listen(signal)
  let view = await getOperation(ctx, row)
  yield { id: eventId(view), event: view }
  if (view.finishedAt) return
  for await (const event of whileSignedIn(ctx, events)) {
    if (event === null || event.kind === 'reset' || event.kind === 'reachable')
      view = await getOperation(ctx, row)
    else if (event.kind === 'operation' && event.operation.id === row.id) {
      await mirrorEnd(ctx.db, event.operation, row.hostId)
      view = { ...view, ...operationForReader(event.operation, row.guest), idempotencyKey: null }
    } else continue
    yield { id: eventId(view), event: view }
    if (view.finishedAt) return
  }
}

function eventId({ id, state, percent, step }: OperationView): string {
  return `${id}:${state}:${percent}:${step}`.replace(/[^\w:.-]/g, '_').slice(0, 90)
}
