import { z } from 'zod'
import { oneMember, oneRole, tenant } from '../../scope.ts'
import { listMembers, removeMember, setMember } from '../../services/team/members.ts'
import { SaveRole, Standing } from '../../services/team/model.ts'
import { createRole, deleteRole, listRoles, updateRole } from '../../services/team/roles.ts'
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
