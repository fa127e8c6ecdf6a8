import { z } from 'zod'
import { t } from '@/language/t.ts'

/** Lowest first; what a rung does holds on the higher ones too, or is replaced by something harder. */
export const SUSPENSION_STEPS = ['warned', 'throttled', 'paused', 'stopped', 'archived'] as const
export const SuspensionStep = z.enum(SUSPENSION_STEPS)
export type SuspensionStep = z.infer<typeof SuspensionStep>

const DAYS_MAX = 90

/** A rung and, if it is planned, the next ones: every so many days one rung up, until the given one. */
export const SuspendRequest = z.object({
  step: SuspensionStep,
  reason: z
    .string()
    .trim()
    .min(1, { error: () => t('Say why: the owner reads it.') })
    .max(300),
  escalateDays: z.number().int().min(1).max(DAYS_MAX).nullable(),
})
export type SuspendRequest = z.infer<typeof SuspendRequest>

export const SuspensionView = z.strictObject({
  /** `lifted`: what was done is being undone. */
  step: z.enum(['lifted', ...SUSPENSION_STEPS]),
  reason: z.string(),
  byName: z.string(),
  since: z.string(),
  nextStep: SuspensionStep.nullable(),
  nextAt: z.string().nullable(),
})
export type SuspensionView = z.infer<typeof SuspensionView>

export function stepAfter(step: SuspensionStep): SuspensionStep | null {
  return SUSPENSION_STEPS[SUSPENSION_STEPS.indexOf(step) + 1] ?? null
}
