import type { Db, Prisma } from '@vserver/db'
import type { Viewer } from '../context.ts'
import { type Permission, rightsOfUser } from '../policy.ts'

const WITH_STANDING = {
  accountRole: true,
  secondFactor: { select: { confirmedAt: true } },
} satisfies Prisma.UserInclude
type User = Prisma.UserGetPayload<{ include: typeof WITH_STANDING }>

/** Who a sign-in stands for and what they may do now; null = it has ended or its user is banned. */
export async function readViewer(db: Db, sessionId: string): Promise<Viewer | null> {
  const session = await db.session.findFirst({
    where: { id: sessionId, expiresAt: { gt: new Date() }, user: { banned: false } },
    include: { user: { include: WITH_STANDING } },
  })
  if (!session) return null
  const { provedAt } = session
  return { ...(await standingOf(db, session.user)), sessionId, provedAt }
}

async function standingOf(db: Db, user: User): Promise<Omit<Viewer, 'sessionId' | 'provedAt'>> {
  const { id, name, email, role, accountId, accountRole, limitedToGuests, mustChangePassword } = user
  const demand = user.secondFactor?.confirmedAt
    ? null
    : await db.secondFactorDemand.findUnique({ where: { role } })
  const mustSetUpSecondFactor = demand !== null
  const rights: ReadonlySet<Permission> = mustSetUpSecondFactor ? new Set(['self']) : rightsOfUser(user)
  const standing = { role, roleName: accountRole?.name ?? role, accountId, limitedToGuests }
  return { id, name, email, ...standing, rights, mustChangePassword, mustSetUpSecondFactor }
}
