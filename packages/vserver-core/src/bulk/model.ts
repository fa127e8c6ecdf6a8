import { z } from 'zod'

/**
 * The host's broker lets the agent stop and delete only a few guests in a short time; beyond that it refuses with
 * RATE_LIMITED. To do more, an admin asks for a bulk permit here and confirms it as root on the host itself with
 * `vs-confirm ID`. After a delay, in which anybody may still withdraw it, it is valid until it is used up or
 * expires. No panel and no agent can confirm.
 */
export const BULK_KINDS = ['stop', 'delete'] as const
/** `stop` is halting, restarting and killing guests; `delete` is guests, templates and shared areas. */
export const BulkKind = z.enum(BULK_KINDS)
export type BulkKind = z.infer<typeof BulkKind>

/** Six random digits, to be compared with what `vs-confirm` lists. */
export const BulkPermitId = z.number().int().min(100_000).max(999_999).brand<'BulkPermitId'>()
export type BulkPermitId = z.infer<typeof BulkPermitId>

/** asked: waits for root; confirmed: waits for the end of its delay; valid: is being used. */
export const BULK_STATES = ['asked', 'confirmed', 'valid'] as const
export const BulkState = z.enum(BULK_STATES)
export type BulkState = z.infer<typeof BulkState>

export const BULK_COUNT_MAX = 100_000
export const BULK_MINUTES_MAX = 1440
export const BULK_MINUTES_DEFAULT = 15

export const BulkAsk = z.strictObject({
  kind: BulkKind,
  /** Guests. */
  count: z.number().int().min(1).max(BULK_COUNT_MAX),
  /** How long it is valid once it is. */
  minutes: z.number().int().min(1).max(BULK_MINUTES_MAX).default(BULK_MINUTES_DEFAULT),
})
export type BulkAsk = z.infer<typeof BulkAsk>

export const BulkPermit = z.strictObject({
  id: BulkPermitId,
  kind: BulkKind,
  state: BulkState,
  count: z.number().int(),
  /** Of `count`, not yet used. */
  left: z.number().int(),
  minutes: z.number().int(),
  askedAt: z.iso.datetime(),
  confirmedAt: z.iso.datetime().nullable(),
  /** When its delay is over; null until it is confirmed. */
  validFrom: z.iso.datetime().nullable(),
  /** Then it is gone, whatever its state. */
  expiresAt: z.iso.datetime(),
})
export type BulkPermit = z.infer<typeof BulkPermit>
