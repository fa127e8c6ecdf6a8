import { VserverError } from '@vserver/core/errors'
import type { Transaction } from '@vserver/db'
import { notForRole } from '@/language/role-words.ts'
import { msg, t } from '@/language/t.ts'
import type { ServiceContext, Viewer } from '../../context.ts'
import { rightsOfUser } from '../../policy.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { ownTeam, requireAuthority } from './authority.ts'
import type { ScopedMember } from './in-scope.ts'
import type { MemberView, Standing } from './model.ts'
import { requireStanding } from './standing.ts'

export async function listMembers(ctx: ServiceContext): Promise<MemberView[]> {
  const rows = await ctx.db.user.findMany({
    where: { ...ownTeam(ctx), banned: false },
    orderBy: [{ name: 'asc' }, { email: 'asc' }],
    include: {
      accountRole: true,
      grants: {
        where: { guest: { life: { not: 'deleted' } } },
        include: { guest: { select: { id: true, name: true } } },
      },
    },
  })
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, email: row.email, role: row.role },
    accountRole: row.accountRole && { id: row.accountRole.id, name: row.accountRole.name },
    guests: row.limitedToGuests ? row.grants.map(({ guest }) => guest) : null,
    isSelf: row.id === ctx.viewer.id,
    createdAt: row.createdAt.toISOString(),
    denied: deniedReason(ctx.viewer, row),
  }))
}

type Ranked = Pick<ScopedMember, 'role' | 'accountRole' | 'limitedToGuests'>

function deniedReason(viewer: Viewer, member: Ranked): string | null {
  if (!viewer.rights.has('team.manage')) return notForRole(viewer)
  const hasMore = [...rightsOfUser(member)].some((permission) => !viewer.rights.has(permission))
  return hasMore ? t('This member may do more than you; ask an owner of the account.') : null
}

/** Another role, or other guests; it holds with the next request of that user. */
export function setMember(
  ctx: ServiceContext,
  member: ScopedMember,
  standing: Standing,
): Promise<{ id: string }> {
  const { id } = member
  return audited(ctx, { action: 'member.set', subject: member.email, detail: detailOf(standing) }, () =>
    serialisable(ctx.db, async (tx) => {
      const now = await reread(tx, member)
      requireAuthority(ctx.viewer, rightsOfUser(now))
      const { accountRoleId, guestIds } = await requireStanding(ctx, tx, standing)
      if (now.accountRoleId === null && accountRoleId !== null) await assertNotLast(tx, now)
      await tx.guestGrant.deleteMany({ where: { userId: id } })
      await tx.user.update({ where: { id }, data: { accountRoleId, limitedToGuests: guestIds !== null } })
      await tx.guestGrant.createMany({ data: (guestIds ?? []).map((guestId) => ({ userId: id, guestId })) })
      return { id }
    }),
  )
}

/** The user is gone with all sign-ins; what they did stays in the audit under their name. */
export function removeMember(ctx: ServiceContext, member: ScopedMember): Promise<{ removed: true }> {
  return audited(ctx, { action: 'member.remove', subject: member.email }, async () => {
    const ended = await serialisable(ctx.db, async (tx) => {
      const now = await reread(tx, member)
      requireAuthority(ctx.viewer, rightsOfUser(now))
      if (now.accountRoleId === null) await assertNotLast(tx, now)
      const sessions = await tx.session.findMany({ where: { userId: now.id }, select: { id: true } })
      await tx.user.delete({ where: { id: now.id } })
      return sessions
    })
    for (const { id } of ended) ctx.consoles.revoke(id)
    return { removed: true as const }
  })
}

/** As it is in this transaction: two owners may demote one another at the same moment. */
async function reread(tx: Transaction, { id, accountId }: ScopedMember): Promise<ScopedMember> {
  const row = await tx.user.findFirst({
    where: { id, accountId, banned: false },
    include: { accountRole: true, grants: true },
  })
  if (row) return row
  throw new VserverError('NOT_FOUND', 'There is no such member.', {
    subject: id,
    hint: msg('Somebody removed this member a moment ago.'),
  })
}

/** Someone must be left who may do everything. */
async function assertNotLast(tx: Transaction, { id, accountId, role, email }: ScopedMember): Promise<void> {
  if (role === 'support') return
  const others = await tx.user.count({
    where: { accountId, role, accountRoleId: null, banned: false, id: { not: id } },
  })
  if (others > 0) return
  const who = role === 'admin' ? 'administrator' : 'owner'
  throw new VserverError('INVALID_STATE', `${email} is the last ${who}.`, {
    subject: email,
    hint:
      role === 'admin'
        ? msg('This is the last administrator; make somebody else an administrator first.')
        : msg('This is the last owner; make somebody else an owner first.'),
  })
}

function detailOf({ accountRoleId, guestIds }: Standing): string {
  const role = accountRoleId === null ? 'owner' : `role ${accountRoleId}`
  return guestIds === null ? role : `${role}, ${guestIds.length} guests`
}
