export { getNetwork } from './get.ts'
export { setNetwork } from './set.ts'
