export { getLimit } from './get.ts'
export { setLimit } from './set.ts'
export { getLimitUse } from './use.ts'
