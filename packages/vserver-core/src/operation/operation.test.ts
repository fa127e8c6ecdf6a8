import { expect, test } from 'vitest'
import { VserverError } from '../errors.ts'
import { beginOperation } from './begin.ts'
import { fail, succeed } from './finish.ts'
import { Operation, OperationId } from './model.ts'
import { OPERATIONS_KEPT, surplusOperations } from './prune.ts'

function begun(number: number): Operation {
  const id = OperationId.parse(`op-${String(number).padStart(10, '0')}`)
  return beginOperation(
    { id, kind: 'guest.stop', subject: 'web1', cancellable: true, idempotencyKey: null },
    number * 1000,
  )
}

test('an ended operation is whole, at 100 percent, and cannot be cancelled any more', () => {
  const ended = succeed(begun(1), 9000)
  expect(Operation.parse(ended)).toMatchObject({ state: 'succeeded', percent: 100, cancellable: false })
})

test('a failure keeps code, sentence and hint', () => {
  const error = new VserverError('BUSY', 'It is busy.', { hint: 'Wait.' })
  expect(fail(begun(1), error, 9000).error).toEqual({ code: 'BUSY', message: 'It is busy.', hint: 'Wait.' })
})

test('an unknown error tells nothing of itself', () => {
  const ended = fail(begun(1), new Error('secret'), 9000)
  expect(JSON.stringify(Operation.parse(ended))).not.toContain('secret')
})

test('a cancelled operation is cancelled, not failed', () => {
  expect(fail(begun(1), new VserverError('CANCELLED', 'Cancelled.'), 9000).state).toBe('cancelled')
})

test('the oldest finished operations are surplus, running ones never', () => {
  const finished = Array.from({ length: OPERATIONS_KEPT + 2 }, (_, number) => succeed(begun(number), 0))
  const surplus = surplusOperations([begun(0), ...finished.toReversed()])
  expect(surplus.map((operation) => operation.id)).toEqual([finished[0]?.id, finished[1]?.id])
})
