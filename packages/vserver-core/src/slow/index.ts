export { cpusOf } from './cpus-of.ts'
export { explain } from './explain.ts'
export type { SlowInput } from './step.ts'
