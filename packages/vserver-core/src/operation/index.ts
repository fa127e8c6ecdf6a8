export { beginOperation } from './begin.ts'
export { fail, succeed } from './finish.ts'
export { type Progress, silent } from './progress.ts'
export { OPERATIONS_KEPT, surplusOperations } from './prune.ts'
