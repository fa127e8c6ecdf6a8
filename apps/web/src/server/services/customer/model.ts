import { z } from 'zod'
import { msg } from '@/language/t.ts'
import type { NewInvitation } from '../team/model.ts'

export const personName = z.string().trim().min(1, msg('A name is needed.')).max(80)
export const emailAddress = z.email(msg('This is not an e-mail address.')).max(200).toLowerCase()

/** How the first user gets in: by a letter or link, or with a password that is passed on. */
export const FirstAccess = z.enum(['password', 'invitation'])
export type FirstAccess = z.infer<typeof FirstAccess>

export const CreateCustomerRequest = z.strictObject({
  name: personName,
  email: emailAddress,
  access: FirstAccess.default('password'),
})
export type CreateCustomerRequest = z.infer<typeof CreateCustomerRequest>

export type CustomerView = {
  id: string
  name: string
  email: string
  guests: number
  /** Who can sign in for it. */
  users: number
  createdAt: string
}

/** The password is shown once and must be changed at the first sign-in; null: the first user is invited. */
export type NewCustomer = {
  id: string
  email: string
  oneTimePassword: string | null
  invitation: NewInvitation | null
}

export const InviteOwnerRequest = z.object({ email: emailAddress })
