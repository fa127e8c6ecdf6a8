import { z } from 'zod'
import { msg } from '@/language/t.ts'
import { ChangePasswordRequest } from '@/server/services/me/model.ts'

export const NewPassword = ChangePasswordRequest.extend({ repeat: z.string() })
  .refine((values) => values.next === values.repeat, {
    path: ['repeat'],
    message: msg('The two new passwords differ.'),
  })
  .refine((values) => values.next !== values.current, {
    path: ['next'],
    message: msg('Choose a password other than the present one.'),
  })
