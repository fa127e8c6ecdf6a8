import { z } from 'zod'
import { CreateTokenRequest } from '@/server/services/token/model.ts'

/** No id of a guest has such a form. */
export const ALL_GUESTS = '*'

/** As the form holds it: networks in one box, no guest as an empty choice. */
export const TokenForm = CreateTokenRequest.extend({
  guestId: z
    .string()
    .max(64)
    .transform((id) => (id === ALL_GUESTS ? null : id)),
  prefixes: z
    .string()
    .max(1000)
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(CreateTokenRequest.shape.prefixes),
})

export const EMPTY_TOKEN = { name: '', guestId: ALL_GUESTS, permissions: [], prefixes: '', days: 90 }

/** What only looks. */
export function isReading(permission: string): boolean {
  return permission.endsWith('.read')
}
