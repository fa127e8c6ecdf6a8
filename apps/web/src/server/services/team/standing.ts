import { VserverError } from '@vserver/core/errors'
import type { Transaction } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { rightsOfUser } from '../../policy.ts'
import { visibleGuests } from '../guest/in-scope.ts'
import { requireAuthority } from './authority.ts'
import type { Standing } from './model.ts'

/** A role and guests of the viewer's own account, and no more than the viewer has; somebody else's is not found. */
export async function requireStanding(
  { viewer }: ServiceContext,
  tx: Transaction,
  { accountRoleId, guestIds }: Standing,
): Promise<Standing> {
  if (accountRoleId !== null && viewer.accountId === null) throw noSuch('role', accountRoleId)
  const accountRole =
    accountRoleId === null
      ? null
      : await tx.accountRole.findFirst({ where: { id: accountRoleId, accountId: viewer.accountId ?? '' } })
  if (accountRoleId !== null && !accountRole) throw noSuch('role', accountRoleId)
  const limitedToGuests = guestIds !== null
  if (limitedToGuests && accountRoleId === null)
    throw new VserverError('INVALID_INPUT', 'An owner has all guests.', {
      subject: 'guestIds',
      hint: msg('Owners see all guests of the account; choose a role to limit somebody to some.'),
    })
  requireAuthority(viewer, rightsOfUser({ role: viewer.role, limitedToGuests, accountRole }))
  if (guestIds === null) return { accountRoleId, guestIds }
  const wanted = [...new Set(guestIds)]
  const found = await tx.guest.findMany({
    where: { AND: [visibleGuests(viewer), { id: { in: wanted }, life: { not: 'deleted' } }] },
    select: { id: true },
  })
  const foundIds = new Set(found.map(({ id }) => id))
  const missing = wanted.find((id) => !foundIds.has(id))
  if (missing) throw noSuch('guest', missing)
  return { accountRoleId, guestIds: wanted }
}

function noSuch(noun: 'role' | 'guest', id: string): VserverError {
  return new VserverError('NOT_FOUND', `There is no such ${noun} in scope.`, {
    subject: id,
    hint: noun === 'role' ? msg('Choose another role.') : msg('Choose another guest.'),
  })
}
