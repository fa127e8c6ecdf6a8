export { getFirewall } from './get.ts'
export { setFirewall } from './set.ts'
