import { z } from 'zod'
import { msg } from '@/language/t.ts'

export const ConfirmEmailRequest = z.strictObject({
  token: z.string().min(1, msg('Open the link of the letter again.')).max(200),
})
export type ConfirmEmailRequest = z.infer<typeof ConfirmEmailRequest>

/** An address that waits for its link to be used. */
export type EmailChangeView = { email: string; expiresAt: string }
