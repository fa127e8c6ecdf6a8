import { z } from 'zod'
import { msg } from '@/language/t.ts'

export const Credentials = z.object({
  email: z.email(msg('Enter your e-mail address.')),
  password: z.string().min(1, msg('Enter your password.')),
})
export type Credentials = z.output<typeof Credentials>
