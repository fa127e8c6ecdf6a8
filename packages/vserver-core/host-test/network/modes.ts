import type { Mode } from './checks.ts'

/** Modes whose guests the suite starts. */
export const RUNNABLE: readonly Mode[] = ['private', 'shared']
