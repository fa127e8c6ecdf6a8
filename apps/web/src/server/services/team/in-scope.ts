import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { ownAccount } from '../guest/in-scope.ts'
import { ownTeam } from './authority.ts'

const WITH_STANDING = { accountRole: true, grants: true } satisfies Prisma.UserInclude

export type ScopedMember = Prisma.UserGetPayload<{ include: typeof WITH_STANDING }>
export type ScopedRole = Prisma.AccountRoleGetPayload<object>
export type ScopedInvitation = Prisma.InvitationGetPayload<{ include: { accountRole: true } }>

export async function getMemberInScope(ctx: ServiceContext, id: string): Promise<ScopedMember> {
  const where = { ...ownTeam(ctx), id, banned: false }
  const member = await ctx.db.user.findFirst({ where, include: WITH_STANDING })
  return member ?? notFound('member', id)
}

export async function getRoleInScope({ db, viewer }: ServiceContext, id: string): Promise<ScopedRole> {
  const role = await db.accountRole.findFirst({ where: { accountId: ownAccount(viewer), id } })
  return role ?? notFound('role', id)
}

/** One's own team's, and those that went to the first users of one's customers. */
export async function getInvitationInScope(ctx: ServiceContext, id: string): Promise<ScopedInvitation> {
  const found = await ctx.db.invitation.findFirst({
    where: { AND: [ownInvitations(ctx), { id, acceptedAt: null, revokedAt: null }] },
    include: { accountRole: true },
  })
  return found ?? notFound('invitation', id)
}

export function ownInvitations(ctx: ServiceContext): Prisma.InvitationWhereInput {
  return ownTeam(ctx)
}

function notFound(noun: string, id: string): never {
  throw new VserverError('NOT_FOUND', `There is no such ${noun} in scope.`, {
    subject: id,
    hint: msg('It may be gone; look for it on the page Team.'),
  })
}
