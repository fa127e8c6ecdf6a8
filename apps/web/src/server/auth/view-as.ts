import type { Viewer } from '../context.ts'
import { isGranted, type Permission, rightsOfUser, VIEW_AS_DENIED } from '../policy.ts'

type Target = { role: string; account: { parentId: string | null } | null }

/** An admin every account, a reseller those of its own customers; nobody staff. */
export function mayViewAs(viewer: Pick<Viewer, 'role' | 'accountId' | 'rights'>, target: Target): boolean {
  if (!isGranted(viewer, 'viewAs') || !target.account) return false
  if (viewer.role === 'admin') return target.role === 'reseller' || target.role === 'customer'
  return target.role === 'customer' && target.account.parentId === viewer.accountId
}

/** A user of a reseller gets nothing in a customer's place that they lack in their own. */
export function rightsBehind(
  behind: Pick<Viewer, 'role' | 'rights'>,
  user: Parameters<typeof rightsOfUser>[0],
): ReadonlySet<Permission> {
  const denied: ReadonlySet<Permission> = new Set(VIEW_AS_DENIED)
  const isHis = (permission: Permission) => behind.role === 'admin' || behind.rights.has(permission)
  return new Set([...rightsOfUser(user)].filter((permission) => !denied.has(permission) && isHis(permission)))
}
