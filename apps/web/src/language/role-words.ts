import type { Role } from '@/server/services/me/model.ts'
import { msg, t, type Words } from './t.ts'

/** What somebody is, said after their name. */
const ROLE_WORDS = {
  admin: msg('admin'),
  reseller: msg('reseller'),
  customer: msg('customer'),
  support: msg('support'),
} as const satisfies Record<Role, Words>

/** A role of an account is called as the account called it; null: somebody who is gone. */
export function roleWords(role: string | null): string {
  return isKnown(role) ? t(ROLE_WORDS[role]) : (role ?? '')
}

function isKnown(role: string | null): role is Role {
  return role !== null && Object.hasOwn(ROLE_WORDS, role)
}

/** Why a button is not for the viewer. */
export function notForRole({ roleName }: { roleName: string }): string {
  return t('Your role ({role}) may not do this.', { role: roleWords(roleName) })
}
