import { z } from 'zod'
import { GuestId } from '../guest/model.ts'

export const AuditListRequest = z.object({
  guestId: GuestId.optional(),
  /** Only what the viewer did. */
  own: z.boolean().optional(),
  action: z.string().max(60).optional(),
  rows: z.number().int().min(1).max(200).optional(),
})
export type AuditListRequest = z.infer<typeof AuditListRequest>

export type AuditOutcome = 'succeeded' | 'failed' | 'running'

export type AuditView = {
  id: string
  at: string
  userName: string
  role: string
  action: string
  /** What it was done to: a guest's name, a customer, a plan. */
  subject: string
  /** Null: nobody can say any more. */
  outcome: AuditOutcome | null
  detail: string | null
}
