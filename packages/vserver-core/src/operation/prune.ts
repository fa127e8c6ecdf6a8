import type { Operation } from './model.ts'

/** How many finished operations a host remembers. */
export const OPERATIONS_KEPT = 200

/** The finished operations beyond what is kept, oldest first. Running ones are never forgotten. */
export function surplusOperations(operations: readonly Operation[]): Operation[] {
  const finished = operations.filter((operation) => operation.state !== 'running').sort(byStart)
  return finished.slice(0, Math.max(0, finished.length - OPERATIONS_KEPT))
}

function byStart(a: Operation, b: Operation): number {
  return a.startedAt < b.startedAt ? -1 : 1
}
