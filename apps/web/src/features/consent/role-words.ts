import { msg, t, type Words } from '@/language/t.ts'
import type { Role } from '@/server/services/me/model.ts'

/** What somebody is, said after their name. */
export const ROLE_WORDS: Record<Role, Words> = {
  admin: msg('admin'),
  reseller: msg('reseller'),
  customer: msg('customer'),
  support: msg('support'),
}

/** Null: somebody who is gone. */
export function roleWords(role: Role | null): string {
  return role ? t(ROLE_WORDS[role]) : ''
}
