import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext, Viewer } from '../../context.ts'
import { ALWAYS, type Permission, rightsOf } from '../../policy.ts'
import type { Role } from '../me/model.ts'

/** What a role of an account of this kind can hold: all but what each of its users may anyhow. */
export function offeredTo(role: Role): Permission[] {
  const always: ReadonlySet<Permission> = new Set(ALWAYS)
  return [...rightsOf(role)].filter((permission) => !always.has(permission))
}

/** Nobody gives what they lack, nor takes from somebody who has more. */
export function requireAuthority(viewer: Viewer, rights: Iterable<Permission>): void {
  const lacking = [...rights].filter((permission) => !viewer.rights.has(permission))
  if (lacking.length === 0) return
  throw new VserverError('FORBIDDEN', `${viewer.roleName} lacks ${lacking.join(', ')}.`, {
    hint: msg('This is more than you may do yourself; ask an owner of the account.'),
  })
}

/** Users of an account in words of a query; of the staff for staff. */
export function ownTeam({ viewer }: Pick<ServiceContext, 'viewer'>): { accountId: string | null } {
  return { accountId: viewer.accountId }
}
