import { z } from 'zod'

export const ALLOWANCE_KINDS = ['guests', 'memoryBytes', 'cpuMillicores', 'diskBytes', 'inodes'] as const
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
})
export type Allowances = z.infer<typeof Allowances>

export type PoolLine = {
  kind: AllowanceKind
  /** Null = infinity. */
  granted: number | null
  reserved: number
  left: number | null
}
