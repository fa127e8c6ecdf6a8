import { z } from 'zod'
import { SetNameserversRequest } from '@/server/services/network/model.ts'

/** One a line or between commas; empty leaves the guest's own file alone. */
export const NameserversForm = z.object({
  nameservers: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(SetNameserversRequest.shape.nameservers),
})
