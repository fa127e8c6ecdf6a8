import { z } from 'zod'
import { msg } from '@/language/t.ts'
import { ResetRequest } from '@/server/services/password-reset/model.ts'

export const NewPassword = ResetRequest.pick({ password: true })
  .extend({ repeat: z.string() })
  .refine((values) => values.password === values.repeat, {
    path: ['repeat'],
    message: msg('The two passwords differ.'),
  })
