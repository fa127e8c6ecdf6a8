import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { ownInvitations, type ScopedInvitation } from './in-scope.ts'
import type { InvitationView } from './model.ts'

/** Those that nobody accepted or took back. */
export async function listInvitations(ctx: ServiceContext): Promise<InvitationView[]> {
  const rows = await ctx.db.invitation.findMany({
    where: { AND: [ownInvitations(ctx), { acceptedAt: null, revokedAt: null }] },
    include: { accountRole: true },
    orderBy: { createdAt: 'desc' },
  })
  return rows.map((row) => ({
    ...{ id: row.id, email: row.email, rank: row.rank, invitedByName: row.invitedByName },
    accountRole: row.accountRole && { id: row.accountRole.id, name: row.accountRole.name },
    guests: row.guestIds.length === 0 ? null : row.guestIds.length,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    state: row.expiresAt.getTime() > ctx.now() ? ('open' as const) : ('expired' as const),
  }))
}

export function revokeInvitation(
  ctx: ServiceContext,
  { id, email }: ScopedInvitation,
): Promise<{ revoked: true }> {
  return audited(ctx, { action: 'invitation.revoke', subject: email }, async () => {
    const { count } = await ctx.db.invitation.updateMany({
      where: { id, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date(ctx.now()) },
    })
    if (count === 1) return { revoked: true as const }
    throw new VserverError('INVALID_STATE', 'The invitation was used a moment ago.', {
      subject: email,
      hint: msg('It was accepted meanwhile; remove the member instead.'),
    })
  })
}
