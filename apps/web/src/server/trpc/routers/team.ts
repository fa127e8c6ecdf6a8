import { z } from 'zod'
import { oneInvitation, oneMember, oneRole, own, tenant } from '../../scope.ts'
import { listInvitations, revokeInvitation } from '../../services/team/invitations.ts'
import { invite } from '../../services/team/invite.ts'
import { listMembers, removeMember, setMember } from '../../services/team/members.ts'
import { InviteRequest, SaveRole, Standing } from '../../services/team/model.ts'
import { createRole, deleteRole, listRoles, updateRole } from '../../services/team/roles.ts'
import { startViewAs, stopViewAs } from '../../services/view-as/view-as.ts'
import { procedure, router } from '../trpc.ts'

export const teamRouter = router({
  members: procedure('team.read', tenant).query(({ ctx }) => listMembers(ctx)),
  setMember: procedure('team.manage', oneMember)
    .input(z.object(Standing.shape))
    .mutation(({ ctx, input: { accountRoleId, guestIds } }) =>
      setMember(ctx, ctx.member, { accountRoleId, guestIds }),
    ),
  removeMember: procedure('team.manage', oneMember).mutation(({ ctx }) => removeMember(ctx, ctx.member)),
})

export const roleRouter = router({
  list: procedure('role.manage', tenant).query(({ ctx }) => listRoles(ctx)),
  create: procedure('role.manage', tenant)
    .input(SaveRole)
    .mutation(({ ctx, input }) => createRole(ctx, input)),
  update: procedure('role.manage', oneRole)
    .input(z.object(SaveRole.shape))
    .mutation(({ ctx, input: { name, permissions } }) =>
      updateRole(ctx, ctx.accountRole, { name, permissions }),
    ),
  delete: procedure('role.manage', oneRole).mutation(({ ctx }) => deleteRole(ctx, ctx.accountRole)),
})

export const invitationRouter = router({
  list: procedure('team.read', tenant).query(({ ctx }) => listInvitations(ctx)),
  create: procedure('team.manage', tenant)
    .input(InviteRequest)
    .mutation(({ ctx, input }) => invite(ctx, input)),
  revoke: procedure('team.manage', oneInvitation).mutation(({ ctx }) =>
    revokeInvitation(ctx, ctx.invitation),
  ),
})

export const viewAsRouter = router({
  start: procedure('viewAs', tenant)
    .input(z.object({ accountId: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => startViewAs(ctx, input.accountId)),
  stop: procedure('me.read', own).mutation(({ ctx }) => stopViewAs(ctx)),
})
