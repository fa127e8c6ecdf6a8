import type { AllowanceKind } from './model.ts'

/** Null = infinity; what is left out stays as it is. */
export type Need = Partial<Record<AllowanceKind, number | null>>
