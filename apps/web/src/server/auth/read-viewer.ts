import type { Db, Prisma } from '@vserver/db'
import type { Viewer } from '../context.ts'
import { OF_ONE_GUEST, type Permission, rightsOfUser } from '../policy.ts'

const WITH_STANDING = {
  accountRole: true,
  secondFactor: { select: { confirmedAt: true } },
} satisfies Prisma.UserInclude
type User = Prisma.UserGetPayload<{ include: typeof WITH_STANDING }>
type Standing = Omit<Viewer, 'sessionId' | 'provedAt' | 'token'>

const TOKEN = 'token:'

/**
 * Who a sign-in stands for and what they may do now; null = it has ended or its user is banned. A token is named
 * like a sign-in, `token:` before its id.
 */
export async function readViewer(db: Db, sessionId: string, nowMs = Date.now()): Promise<Viewer | null> {
  if (sessionId.startsWith(TOKEN)) return readToken(db, sessionId.slice(TOKEN.length), nowMs)
  const session = await db.session.findFirst({
    where: { id: sessionId, expiresAt: { gt: new Date() }, user: { banned: false } },
    include: { user: { include: WITH_STANDING } },
  })
  if (!session) return null
  const { provedAt } = session
  return { ...(await standingOf(db, session.user)), sessionId, provedAt, token: null }
}

/** Whatever its person may not do any more, the token may not either. */
async function readToken(db: Db, id: string, nowMs: number): Promise<Viewer | null> {
  const token = await db.apiToken.findFirst({
    where: { id, expiresAt: { gt: new Date(nowMs) }, user: { banned: false } },
    include: { user: { include: WITH_STANDING } },
  })
  if (!token) return null
  const standing = await standingOf(db, token.user)
  const { name, guestId } = token
  const given = new Set<string>(token.permissions)
  const reach: ReadonlySet<string> = guestId ? new Set<string>(OF_ONE_GUEST) : given
  const rights = new Set([...standing.rights].filter((one) => given.has(one) && reach.has(one)))
  return { ...standing, rights, sessionId: `${TOKEN}${id}`, provedAt: null, token: { id, name, guestId } }
}

async function standingOf(db: Db, user: User): Promise<Standing> {
  const { id, name, email, role, accountId, accountRole, limitedToGuests, mustChangePassword } = user
  const demand = user.secondFactor?.confirmedAt
    ? null
    : await db.secondFactorDemand.findUnique({ where: { role } })
  const mustSetUpSecondFactor = demand !== null
  const rights: ReadonlySet<Permission> = mustSetUpSecondFactor ? new Set(['self']) : rightsOfUser(user)
  const standing = { role, roleName: accountRole?.name ?? role, accountId, limitedToGuests }
  return { id, name, email, ...standing, rights, mustChangePassword, mustSetUpSecondFactor }
}
