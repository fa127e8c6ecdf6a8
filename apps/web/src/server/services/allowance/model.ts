import { z } from 'zod'
import { ALLOWANCE_KINDS } from './constants.ts'

export { ALLOWANCE_KINDS } from './constants.ts'

export const AllowanceKind = z.enum(ALLOWANCE_KINDS)
export type AllowanceKind = z.infer<typeof AllowanceKind>

const amount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable()

/** What a reseller may reserve in all; null = infinity. */
export const Allowances = z.strictObject({
  guests: amount,
  /** At the same time. Absent = as it is, for a new reseller infinity. */
  runningGuests: amount.optional(),
  memoryBytes: amount,
  cpuMillicores: amount,
  diskBytes: amount,
  inodes: amount,
  /** Public ones; private addresses are not scarce. */
  addresses4: amount,
  addresses6: amount,
  /** What its guests may send and receive in one month. */
  trafficBytes: amount,
})
export type Allowances = z.infer<typeof Allowances>

export const OVERUSE = ['block', 'notify', 'allow'] as const
export const Overuse = z.enum(OVERUSE)
export type Overuse = z.infer<typeof Overuse>

const OVERSELL_PERCENT_MAX = 1000
const most = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable()

/** What else holds of a pool than how large it is; null = no bound. */
export const PoolTerms = z.strictObject({
  /** By how much more than what was granted may be sold, of what guests seldom use up. */
  oversellPercent: z.number().int().min(0).max(OVERSELL_PERCENT_MAX),
  overuse: Overuse,
  customers: z.number().int().min(0).max(1_000_000).nullable(),
  /** The most that one guest may have. */
  guestMemoryBytes: most,
  guestMillicores: most,
  guestDiskBytes: most,
})
export type PoolTerms = z.infer<typeof PoolTerms>

export const PLAIN_TERMS: PoolTerms = {
  oversellPercent: 0,
  overuse: 'block',
  customers: null,
  guestMemoryBytes: null,
  guestMillicores: null,
  guestDiskBytes: null,
}

/** Quantities that may be sold more than once, since few use all of theirs at the same time. */
export const OVERSOLD: readonly AllowanceKind[] = [
  ...(['memoryBytes', 'cpuMillicores', 'diskBytes', 'trafficBytes'] as const),
]

export type PoolLine = {
  kind: AllowanceKind
  /** Null = infinity. */
  granted: number | null
  reserved: number
  /** What may still be reserved, with what may be oversold; below 0 when the terms let more be reserved. */
  left: number | null
}
