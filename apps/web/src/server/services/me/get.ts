import type { ServiceContext } from '../../context.ts'
import type { Me } from './model.ts'

export async function getMe({ db, viewer }: ServiceContext): Promise<Me> {
  const { id, name, email, role, roleName, rights, accountId, behind } = viewer
  const { mustChangePassword, mustSetUpSecondFactor } = viewer
  const account = accountId
    ? await db.account.findUniqueOrThrow({
        where: { id: accountId },
        select: { id: true, name: true, kind: true },
      })
    : null
  return {
    ...{ user: { id, name, email, role }, account, roleName, rights: [...rights] },
    ...{ mustChangePassword, mustSetUpSecondFactor },
    behind: behind && { name: behind.name, until: behind.until.toISOString() },
  }
}
