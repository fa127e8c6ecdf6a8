import { z } from 'zod'

export const personName = z.string().trim().min(1, 'A name is needed.').max(80)
export const emailAddress = z.email('This is not an e-mail address.').max(200).toLowerCase()

export const CreateCustomerRequest = z.strictObject({ name: personName, email: emailAddress })
export type CreateCustomerRequest = z.infer<typeof CreateCustomerRequest>

export type CustomerView = { id: string; name: string; email: string; guests: number; createdAt: string }

/** The password is shown once and must be changed at the first sign-in. */
export type NewCustomer = { id: string; email: string; oneTimePassword: string }
