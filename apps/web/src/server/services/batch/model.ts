import { z } from 'zod'
import { msg, t } from '@/language/t.ts'

/** So many at once are watched by nobody. */
const GUESTS_MAX = 500
const guestIds = z
  .array(z.string().min(1).max(64))
  .min(1, msg('Choose at least one guest.'))
  .max(GUESTS_MAX, { error: () => t('At most {count} guests at once.', { count: GUESTS_MAX }) })
  .refine((ids) => new Set(ids).size === ids.length, msg('A guest is named twice.'))
const requestKey = z.string().min(8).max(64)

export const POWER_KINDS = ['start', 'stop', 'restart'] as const
export const PowerKind = z.enum(POWER_KINDS)
export type PowerKind = z.infer<typeof PowerKind>

export const BatchRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: PowerKind, guestIds, requestKey }),
  z.strictObject({ kind: z.literal('applyPlan'), planId: z.string().min(1).max(64), guestIds, requestKey }),
])
export type BatchRequest = z.infer<typeof BatchRequest>

export const BATCH_KINDS = [...POWER_KINDS, 'applyPlan', 'create'] as const
export type BatchKind = (typeof BATCH_KINDS)[number]
export type BatchState = 'running' | 'done' | 'cancelled'
export type BatchItemState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped'

export type BatchSummary = {
  id: string
  kind: BatchKind
  state: BatchState
  userName: string
  /** Of `applyPlan`. */
  plan: { name: string; version: number } | null
  counts: Record<BatchItemState, number>
  createdAt: string
  finishedAt: string | null
}

export type BatchItemView = {
  guestId: string
  guestName: string
  state: BatchItemState
  /** Why it failed or was left out, in the language of who asks. */
  message: string | null
  operationId: string | null
}

export type BatchView = BatchSummary & { items: BatchItemView[] }
