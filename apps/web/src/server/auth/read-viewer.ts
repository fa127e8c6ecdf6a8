import type { Db } from '@vserver/db'
import type { Viewer } from '../context.ts'
import { rightsOfUser } from '../policy.ts'

/** Who a sign-in stands for and what they may do now; null = it has ended or its user is banned. */
export async function readViewer(db: Db, sessionId: string): Promise<Viewer | null> {
  const session = await db.session.findFirst({
    where: { id: sessionId, expiresAt: { gt: new Date() }, user: { banned: false } },
    include: { user: { include: { accountRole: true } } },
  })
  if (!session) return null
  const { id, name, email, role, accountId, accountRole, limitedToGuests, mustChangePassword } = session.user
  const standing = { role, roleName: accountRole?.name ?? role, accountId, limitedToGuests }
  const rights = rightsOfUser(session.user)
  const { provedAt } = session
  return { id, name, email, ...standing, rights, sessionId, provedAt, mustChangePassword }
}
