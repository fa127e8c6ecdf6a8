import { LIMIT_FIELDS } from '@vserver/core/limit/model'
import { z } from 'zod'
import { AllowanceKind } from '../allowance/model.ts'
import { GuestId } from '../guest/model.ts'

/**
 * How the ledger, a guest's row and its host may disagree.
 * reservation: what is reserved is not what the guest was sold; owner: it is reserved from another reseller's pool;
 * ended: a deleted guest still holds it; host: the host enforces another limit than was sold; missing: the host has no
 * such guest; unowned: the host has a guest that is nobody's; overdrawn: more is reserved than was granted.
 */
export const DRIFT_KINDS = [
  ...(['reservation', 'owner', 'ended', 'host', 'missing', 'unowned', 'overdrawn'] as const),
] as const

/** ledger: reserve what the guest was sold; adopt: sell what the host enforces; restore: enforce what was sold. */
export const Repair = z.enum(['ledger', 'adopt', 'restore'])
export type Repair = z.infer<typeof Repair>

/** Null = infinity. */
const amount = z.number().nullable()

export const Drift = z.strictObject({
  kind: z.enum(DRIFT_KINDS),
  /** Of the reseller; null when it is nobody's. */
  accountId: z.string().nullable(),
  accountName: z.string().nullable(),
  guestId: z.string().nullable(),
  /** As the host calls it when it is nobody's. */
  guestName: z.string().nullable(),
  /** The quantity, or the limit, that differs. */
  subject: z.union([AllowanceKind, z.enum(LIMIT_FIELDS)]).nullable(),
  expected: z.union([amount, z.string()]),
  found: z.union([amount, z.string()]),
  repairs: z.array(Repair),
})
export type Drift = z.infer<typeof Drift>

export type ProofView = {
  at: Date
  durationMs: number
  guests: number
  /** Names of hosts that did not answer. */
  unheard: string[]
  drifts: Drift[]
}

/** A row that a number of the pool is made of. */
export type LedgerRow = {
  id: string
  guestId: string
  guestName: string
  /** Whether the guest is still there to be opened. */
  isThere: boolean
  amount: number | null
  createdAt: Date
  /** Null: held now. */
  releasedAt: Date | null
}

export const RowsInput = z.strictObject({
  kind: AllowanceKind,
  /** A reseller's; its own for a reseller. */
  accountId: z.string().min(1).max(64).optional(),
  /** With what was given back, newest first. */
  history: z.boolean().default(false),
})
export type RowsInput = z.infer<typeof RowsInput>

export const RepairInput = z.strictObject({ guestId: GuestId, repair: Repair })
export type RepairInput = z.infer<typeof RepairInput>
