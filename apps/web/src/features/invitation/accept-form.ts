import { z } from 'zod'
import { msg } from '@/language/t.ts'
import { AcceptRequest } from '@/server/services/team/model.ts'

const { name, password } = AcceptRequest.shape

export const AcceptForm = z
  .object({ name, password, repeat: z.string() })
  .refine((values) => values.password === values.repeat, {
    path: ['repeat'],
    message: msg('The two passwords differ.'),
  })
