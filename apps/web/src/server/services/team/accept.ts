import { VserverError } from '@vserver/core/errors'
import type { Prisma, Transaction } from '@vserver/db'
import { hashPassword } from '@vserver/db/password'
import { msg } from '@/language/t.ts'
import type { Panel, RequestInfo } from '../../context.ts'
import { isGranted, type Permission, rightsOfUser } from '../../policy.ts'
import { emailTaken } from '../account/new-user.ts'
import { afterCheck, serialisable } from '../allowance/serialisable.ts'
import { hashToken } from './invite.ts'
import type { AcceptRequest, InvitationFacts } from './model.ts'

const WITH_TERMS = { account: true, accountRole: true } satisfies Prisma.InvitationInclude
type Open = Prisma.InvitationGetPayload<{ include: typeof WITH_TERMS }>

const GUESSES_PER_ADDRESS = 30

/** What an invitation offers, for whoever has its word. */
export async function readInvitation(panel: Panel & RequestInfo, token: string): Promise<InvitationFacts> {
  const { email, rank, account, invitedByName } = await counted(panel, () => findOpen(panel, panel.db, token))
  return { email, rank, accountName: account?.name ?? null, invitedByName }
}

/** Makes the user, once: of two who use the same word one is told that it is of no use any more. */
export async function acceptInvitation(
  panel: Panel & RequestInfo,
  { token, name, password }: AcceptRequest,
): Promise<{ email: string }> {
  await counted(panel, () => findOpen(panel, panel.db, token))
  const hash = await hashPassword(password)
  return serialisable(panel.db, async (tx) => {
    const invitation = await findOpen(panel, tx, token)
    const { id, email, rank: role, accountId, accountRoleId, guestIds } = invitation
    if (await tx.user.findUnique({ where: { email }, select: { id: true } })) throw emailTaken(email)
    await tx.invitation.update({ where: { id }, data: { acceptedAt: new Date(panel.now()) } })
    const standing = { role, accountId, accountRoleId, limitedToGuests: guestIds.length > 0 }
    const data = { name, email, emailVerified: true, ...standing }
    const user = await afterCheck(tx.user.create({ data }))
    await tx.credential.create({
      data: { userId: user.id, accountId: user.id, providerId: 'credential', password: hash },
    })
    await grantGuests(tx, invitation, user.id)
    await note(panel, tx, { invitation, userId: user.id, userName: name })
    return { email }
  })
}

/** Wrong words are counted, though there is no guessing 256 bits: it keeps the database quiet. */
async function counted<T>(panel: Panel & RequestInfo, work: () => Promise<T>): Promise<T> {
  const key = `invitation:${panel.ip ?? 'unknown'}`
  await panel.attempts.begin(key, GUESSES_PER_ADDRESS)
  const result = await work()
  await panel.attempts.forgive(key)
  return result
}

type Reader = Pick<Transaction, 'invitation' | 'user'>

async function findOpen({ now }: Panel, db: Reader, token: string): Promise<Open> {
  const found = await db.invitation.findFirst({
    where: { hash: hashToken(token), acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date(now()) } },
    include: WITH_TERMS,
  })
  if (found && (await mayStillInvite(db, found))) return found
  throw new VserverError('NOT_FOUND', 'The invitation is not open.', {
    hint: msg('This invitation was used, taken back or is older than seven days; ask for a new one.'),
  })
}

/** An invitation is as good as the right of the one who sent it, now. */
async function mayStillInvite(
  db: Reader,
  { invitedById, account, accountRole, ...terms }: Open,
): Promise<boolean> {
  const inviter = await db.user.findFirst({
    where: { id: invitedById, banned: false },
    include: { accountRole: true },
  })
  if (!inviter) return false
  const rights = rightsOfUser(inviter)
  const needed = permissionFor(inviter, { account, accountId: terms.accountId })
  if (!needed || !isGranted({ rights }, needed)) return false
  if (terms.accountId !== inviter.accountId) return true
  const limitedToGuests = terms.guestIds.length > 0
  return [...rightsOfUser({ role: terms.rank, limitedToGuests, accountRole })].every(
    (one) => rights.has(one) || inviter.role === 'admin',
  )
}

/** What inviting into an account takes: one's own, that of one's customer, or a reseller's; null = nobody may. */
function permissionFor(
  inviter: { role: string; accountId: string | null },
  { account, accountId }: Pick<Open, 'account' | 'accountId'>,
): Permission | null {
  if (accountId === inviter.accountId) return 'team.manage'
  if (account?.kind === 'customer' && account.parentId === inviter.accountId) return 'customer.create'
  return account?.kind === 'reseller' && inviter.role === 'admin' ? 'reseller.manage' : null
}

/** Guests that were deleted or went to somebody else since are left out. */
async function grantGuests(tx: Transaction, { guestIds, accountId }: Open, userId: string): Promise<void> {
  if (guestIds.length === 0 || accountId === null) return
  const owned = { OR: [{ resellerId: accountId }, { customerId: accountId }] }
  const guests = await tx.guest.findMany({
    where: { id: { in: guestIds }, life: { not: 'deleted' }, ...owned },
    select: { id: true },
  })
  await tx.guestGrant.createMany({ data: guests.map(({ id: guestId }) => ({ userId, guestId })) })
}

async function note(
  { now, ip, requestId }: Panel & RequestInfo,
  tx: Transaction,
  { invitation, userId, userName }: { invitation: Open; userId: string; userName: string },
): Promise<void> {
  const { email: subject, rank: role, account, accountId, invitedByName } = invitation
  const customerId = account?.kind === 'customer' ? accountId : null
  const resellerId = account?.kind === 'customer' ? account.parentId : accountId
  await tx.auditRow.create({
    data: {
      ...{
        userId,
        userName,
        role,
        ip,
        requestId,
        action: 'invitation.accept',
        subject,
        resellerId,
        customerId,
      },
      ...{ detail: `invited by ${invitedByName}`, outcome: 'succeeded', outcomeAt: new Date(now()) },
    },
  })
}
