import { z } from 'zod'
import { Allowances, type PoolLine, PoolTerms } from '../allowance/model.ts'
import { emailAddress, personName } from '../customer/model.ts'

export const CreateResellerRequest = z.strictObject({
  name: personName,
  email: emailAddress,
  allowances: Allowances,
})
export type CreateResellerRequest = z.infer<typeof CreateResellerRequest>

export const CreateSupportRequest = z.strictObject({ name: personName, email: emailAddress })
export type CreateSupportRequest = z.infer<typeof CreateSupportRequest>

export const SetAllowancesRequest = z.strictObject({
  accountId: z.string().min(1).max(64),
  allowances: Allowances,
  /** Absent = as they are. */
  terms: PoolTerms.optional(),
})
export type SetAllowancesRequest = z.infer<typeof SetAllowancesRequest>

export type ResellerView = {
  id: string
  name: string
  email: string
  pool: PoolLine[]
  terms: PoolTerms
  customers: number
  guests: number
  /** Who can sign in for it. */
  users: number
}
export type NewReseller = { accountId: string; email: string; oneTimePassword: string }
export type NewSupport = { email: string; oneTimePassword: string }
