export { explain } from './explain.ts'
export type { SlowInput } from './step.ts'
