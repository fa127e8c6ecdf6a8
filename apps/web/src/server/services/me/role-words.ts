import { msg, t, type Words } from '@/language/t.ts'
import type { Viewer } from '../../context.ts'
import type { Role } from './model.ts'

const ROLE_NAME: Record<string, Words> = {
  admin: msg('admin'),
  reseller: msg('reseller'),
  customer: msg('customer'),
  support: msg('support'),
} satisfies Record<Role, Words>

/** Why a button is not for the viewer; a role of an account is called as the account called it. */
export function notForRole({ roleName }: Pick<Viewer, 'roleName'>): string {
  const known = ROLE_NAME[roleName]
  return t('Your role ({role}) may not do this.', { role: known ? t(known) : roleName })
}
