import { VserverError } from '@vserver/core/errors'
import { msg, t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import type { Permission } from '../../policy.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { ownAccount } from '../guest/in-scope.ts'
import { likeText } from '../like-text.ts'
import { offeredTo, requireAuthority } from './authority.ts'
import type { ScopedRole } from './in-scope.ts'
import type { RolesView, RoleView, SaveRole } from './model.ts'

const ROLES_MAX = 50

export async function listRoles(ctx: ServiceContext): Promise<RolesView> {
  const { db, viewer } = ctx
  const offered = offeredTo(viewer.role)
  const rows = await db.accountRole.findMany({
    where: { accountId: ownAccount(viewer) },
    orderBy: { name: 'asc' },
    include: {
      _count: { select: { users: true, invitations: { where: { acceptedAt: null, revokedAt: null } } } },
    },
  })
  return {
    offered,
    grantable: offered.filter((permission) => viewer.rights.has(permission)),
    roles: rows.map(({ id, name, permissions, _count }) => ({
      ...{ id, name, permissions: known(permissions, offered) },
      ...{ members: _count.users, invitations: _count.invitations },
    })),
  }
}

export function createRole(ctx: ServiceContext, { name, permissions }: SaveRole): Promise<{ id: string }> {
  const accountId = ownAccount(ctx.viewer)
  const detail = permissions.join(', ')
  return audited(ctx, { action: 'role.create', subject: name, detail }, () =>
    serialisable(ctx.db, async (tx) => {
      const given = checked(ctx, permissions)
      if ((await tx.accountRole.count({ where: { accountId } })) >= ROLES_MAX)
        throw new VserverError('NO_CAPACITY', 'Too many roles.', {
          hint: t('An account has at most {count} roles; delete one first.', { count: ROLES_MAX }),
        })
      await assertNameFree(tx, { accountId, name })
      return tx.accountRole.create({ data: { accountId, name, permissions: given }, select: { id: true } })
    }),
  )
}

/** Holds for its members with their next request. */
export function updateRole(
  ctx: ServiceContext,
  role: ScopedRole,
  { name, permissions }: SaveRole,
): Promise<{ id: string }> {
  const { id, accountId } = role
  const detail = `${name}: ${permissions.join(', ')}`
  return audited(ctx, { action: 'role.update', subject: role.name, detail }, () =>
    serialisable(ctx.db, async (tx) => {
      requireAuthority(ctx.viewer, known(role.permissions, offeredTo(ctx.viewer.role)))
      const given = checked(ctx, permissions)
      await assertNameFree(tx, { accountId, name, except: id })
      return tx.accountRole.update({
        where: { id },
        data: { name, permissions: given },
        select: { id: true },
      })
    }),
  )
}

export function deleteRole(ctx: ServiceContext, role: ScopedRole): Promise<{ deleted: true }> {
  const { id } = role
  return audited(ctx, { action: 'role.delete', subject: role.name }, () =>
    serialisable(ctx.db, async (tx) => {
      requireAuthority(ctx.viewer, known(role.permissions, offeredTo(ctx.viewer.role)))
      const open = { accountRoleId: id, acceptedAt: null, revokedAt: null }
      if (
        (await tx.user.count({ where: { accountRoleId: id } })) +
          (await tx.invitation.count({ where: open })) >
        0
      )
        throw new VserverError('INVALID_STATE', 'The role is in use.', {
          subject: role.name,
          hint: msg('Give its members another role and take back its invitations first.'),
        })
      await tx.invitation.deleteMany({ where: { accountRoleId: id } })
      await tx.accountRole.delete({ where: { id } })
      return { deleted: true as const }
    }),
  )
}

/** As they are offered now: a permission that is gone or is not for this kind of account is none. */
export function known(permissions: readonly string[], offered: readonly Permission[]): Permission[] {
  return offered.filter((permission) => permissions.includes(permission))
}

function checked({ viewer }: ServiceContext, permissions: readonly string[]): RoleView['permissions'] {
  const offered = offeredTo(viewer.role)
  const given = known(permissions, offered)
  const unknown = permissions.find((permission) => !(offered as readonly string[]).includes(permission))
  if (unknown)
    throw new VserverError('INVALID_INPUT', `No role of this account can hold ${unknown}.`, {
      subject: unknown,
      hint: msg('Load the page again and choose from what it offers.'),
    })
  requireAuthority(viewer, given)
  return given
}

type Named = { accountId: string; name: string; except?: string }
type Roles = Pick<ServiceContext['db'], 'accountRole'>

async function assertNameFree({ accountRole }: Roles, { accountId, name, except }: Named): Promise<void> {
  const taken = await accountRole.findFirst({
    where: {
      accountId,
      name: { equals: likeText(name), mode: 'insensitive' },
      ...(except ? { id: { not: except } } : {}),
    },
    select: { id: true },
  })
  if (taken)
    throw new VserverError('ALREADY_EXISTS', 'The name is taken.', {
      subject: name,
      hint: msg('There is a role of this name already; choose another name.'),
    })
}
