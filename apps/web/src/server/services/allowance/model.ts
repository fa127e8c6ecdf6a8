import { z } from 'zod'

export const ALLOWANCE_KINDS = [
  ...(['guests', 'memoryBytes', 'cpuMillicores', 'diskBytes', 'inodes'] as const),
  ...(['addresses4', 'addresses6', 'trafficBytes'] as const),
] as const
export const AllowanceKind = z.enum(ALLOWANCE_KINDS)
export type AllowanceKind = z.infer<typeof AllowanceKind>

const amount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable()

/** What a reseller may reserve in all; null = infinity. */
export const Allowances = z.strictObject({
  guests: amount,
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

export type PoolLine = {
  kind: AllowanceKind
  /** Null = infinity. */
  granted: number | null
  reserved: number
  left: number | null
}
