import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import { emailAddress } from '../customer/model.ts'
import { PASSWORD_MAX, PASSWORD_MIN } from '../me/model.ts'

export const ForgotRequest = z.strictObject({ email: emailAddress })
export type ForgotRequest = z.infer<typeof ForgotRequest>

export const ResetRequest = z.strictObject({
  token: z.string().min(1, msg('Open the link of the letter again.')).max(200),
  password: z
    .string()
    .min(PASSWORD_MIN, {
      error: () => t('A password has at least {count} characters.', { count: PASSWORD_MIN }),
    })
    .max(PASSWORD_MAX),
})
export type ResetRequest = z.infer<typeof ResetRequest>
