import { z } from 'zod'

/** A guest went up or down. */
export const StateChange = z.strictObject({
  /** Milliseconds since the epoch. */
  at: z.number(),
  state: z.enum(['up', 'down']),
  /**
   * wanted: somebody started it, stopped it or had it rebooted; failed: it ended by itself or could not start; host: the
   * host was down.
   */
  reason: z.enum(['wanted', 'failed', 'host']),
})
export type StateChange = z.infer<typeof StateChange>

/** One month of a guest (UTC). Times in seconds; what is not yet over does not count. */
export const MonthAvailability = z.strictObject({
  /** YYYY-MM. */
  month: z.string(),
  upSeconds: z.number(),
  /** Down because it was stopped on purpose: counts neither way. */
  wantedDownSeconds: z.number(),
  /** Down though it should have run: it failed, or its host was down. */
  failedDownSeconds: z.number(),
  /** 0..1; null when it was never wanted up. */
  availability: z.number().nullable(),
  restarts: z.number().int(),
})
export type MonthAvailability = z.infer<typeof MonthAvailability>

/** What was sold against what was obtained, over a range. */
export const Delivered = z.strictObject({
  fromMs: z.number(),
  toMs: z.number(),
  /**
   * CPU seconds: what its rate allows and what it used; then the seconds in which it wanted more and its own cap kept it
   * back, and what it waited for within its rate because the host could not give it.
   */
  cpu: z.strictObject({
    sold: z.number().nullable(),
    used: z.number(),
    throttledByCap: z.number(),
    throttledByHost: z.number(),
  }),
  /** Bytes: the limit, the average and the highest use. */
  memory: z.strictObject({ sold: z.number().nullable(), average: z.number(), highest: z.number() }),
})
export type Delivered = z.infer<typeof Delivered>
