import type { Db, Prisma } from '@vserver/db'
import type { Viewer } from '../context.ts'
import { OF_ONE_GUEST, type Permission, rightsOfUser } from '../policy.ts'
import { mayViewAs, rightsBehind } from './view-as.ts'

const WITH_STANDING = {
  accountRole: true,
  secondFactor: { select: { confirmedAt: true } },
} satisfies Prisma.UserInclude
type User = Prisma.UserGetPayload<{ include: typeof WITH_STANDING }>
type Standing = Omit<Viewer, 'sessionId' | 'provedAt' | 'token' | 'behind'>

const WITH_PEOPLE = {
  user: { include: WITH_STANDING },
  viewAs: { include: { accountRole: true, account: true } },
} satisfies Prisma.SessionInclude
type Session = Prisma.SessionGetPayload<{ include: typeof WITH_PEOPLE }>

const TOKEN = 'token:'

export function sessionOfToken(tokenId: string): string {
  return `${TOKEN}${tokenId}`
}

/** What is left to somebody who has to set up a second factor first. */
const WAITING: readonly Permission[] = ['me.read', 'self']

/**
 * Who a sign-in stands for and what they may do now; null = it has ended or its user is banned. A token is named
 * like a sign-in, `token:` before its id.
 */
export async function readViewer(db: Db, sessionId: string, nowMs = Date.now()): Promise<Viewer | null> {
  if (sessionId.startsWith(TOKEN)) return readToken(db, sessionId.slice(TOKEN.length), nowMs)
  const session = await db.session.findFirst({
    where: { id: sessionId, expiresAt: { gt: new Date() }, user: { banned: false } },
    include: WITH_PEOPLE,
  })
  if (!session) return null
  const { provedAt } = session
  const standing = await standingOf(db, session.user)
  const self = { ...standing, sessionId, provedAt, token: null, behind: null }
  return viewedAs(session, self) ?? self
}

/** Ends with its time, with the right to it, and when the other is no longer in reach. */
function viewedAs({ viewAs, viewAsUntil }: Session, self: Viewer): Viewer | null {
  if (self.mustChangePassword || self.mustSetUpSecondFactor) return null
  if (!viewAs || viewAs.banned || !viewAsUntil || viewAsUntil.getTime() <= Date.now()) return null
  if (!mayViewAs(self, viewAs)) return null
  const { sessionId, provedAt } = self
  const behind = { id: self.id, name: self.name, role: self.role, until: viewAsUntil }
  const own = { rights: rightsBehind(self, viewAs), sessionId, provedAt, token: null, behind }
  return { ...placeOf(viewAs), ...own, mustChangePassword: false, mustSetUpSecondFactor: false }
}

/** Who a sign-in of a user would stand for; null = it would be refused. */
export async function previewViewer(db: Db, userId: string): Promise<Viewer | null> {
  const user = await db.user.findFirst({ where: { id: userId, banned: false }, include: WITH_STANDING })
  return user && { ...(await standingOf(db, user)), sessionId: '', provedAt: null, token: null, behind: null }
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
  const own = { rights, sessionId: sessionOfToken(id), provedAt: null, token: { id, name, guestId } }
  return { ...standing, ...own, behind: null }
}

async function standingOf(db: Db, user: User): Promise<Standing> {
  const { role, mustChangePassword } = user
  const demand = user.secondFactor?.confirmedAt
    ? null
    : await db.secondFactorDemand.findUnique({ where: { role } })
  const mustSetUpSecondFactor = demand !== null
  const rights: ReadonlySet<Permission> = mustSetUpSecondFactor ? new Set(WAITING) : rightsOfUser(user)
  return { ...placeOf(user), rights, mustChangePassword, mustSetUpSecondFactor }
}

type Placed = Omit<User, 'secondFactor'>

function placeOf({ id, name, email, role, accountId, accountRole, limitedToGuests }: Placed) {
  return { id, name, email, role, roleName: accountRole?.name ?? role, accountId, limitedToGuests }
}
