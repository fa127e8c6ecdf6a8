import { createHash, randomBytes } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import { HOUR_MS } from '@vserver/core/units'
import type { Transaction } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { emailTaken } from '../account/new-user.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import type { Role } from '../me/model.ts'
import type { InviteRequest, NewInvitation } from './model.ts'
import { requireStanding } from './standing.ts'

const OPEN_MS = 7 * 24 * HOUR_MS
const TOKEN_BYTES = 32

type Terms = {
  email: string
  rank: Role
  accountId: string | null
  accountRoleId: string | null
  guestIds: readonly string[]
}
/** Its word is known only here, until it has been sent or shown. */
export type DraftInvitation = { id: string; email: string; expiresAt: Date; token: string }

/** Into one's own account; for an admin into the staff. */
export async function invite(
  ctx: ServiceContext,
  { email, rank, accountRoleId, guestIds }: InviteRequest,
): Promise<NewInvitation> {
  const { accountId, role } = ctx.viewer
  if ((rank !== null) !== (accountId === null))
    throw new VserverError('INVALID_INPUT', 'The rank does not fit the account.', {
      subject: 'rank',
      hint: msg('Staff is invited as administrator or support; users of an account get its kind.'),
    })
  return audited(ctx, { action: 'invitation.create', subject: email }, async () => {
    const draft = await serialisable(ctx.db, async (tx) => {
      const standing = await requireStanding(ctx, tx, { accountRoleId, guestIds })
      const terms = { accountRoleId: standing.accountRoleId, guestIds: standing.guestIds ?? [] }
      return draftInvitation(ctx, tx, { email, rank: rank ?? role, accountId, ...terms })
    })
    return deliverInvitation(ctx, draft)
  })
}

/** The first user of an account that the viewer has made; what was sent before is of no use any more. */
export function inviteOwner(
  ctx: ServiceContext,
  account: { id: string; kind: 'reseller' | 'customer'; parentId: string | null },
  email: string,
): Promise<NewInvitation> {
  const { id: accountId, kind: rank, parentId } = account
  const owners =
    rank === 'customer'
      ? { resellerId: parentId, customerId: accountId }
      : { resellerId: accountId, customerId: null }
  return audited(ctx, { action: 'invitation.create', subject: email, owners }, async () => {
    const draft = await serialisable(ctx.db, async (tx) => {
      const open = { accountId, email, acceptedAt: null, revokedAt: null }
      await tx.invitation.updateMany({ where: open, data: { revokedAt: new Date(ctx.now()) } })
      return draftInvitation(ctx, tx, { email, rank, accountId, accountRoleId: null, guestIds: [] })
    })
    return deliverInvitation(ctx, draft)
  })
}

export async function draftInvitation(
  { now, viewer }: ServiceContext,
  tx: Transaction,
  terms: Terms,
): Promise<DraftInvitation> {
  const { email, accountId } = terms
  if (await tx.user.findUnique({ where: { email }, select: { id: true } })) throw emailTaken(email)
  const at = new Date(now())
  const open = { email, accountId, acceptedAt: null, revokedAt: null }
  await tx.invitation.updateMany({ where: { ...open, expiresAt: { lte: at } }, data: { revokedAt: at } })
  if (await tx.invitation.findFirst({ where: open, select: { id: true } }))
    throw new VserverError('ALREADY_EXISTS', 'The address is invited.', {
      subject: email,
      hint: msg('An invitation to this address is open; take it back before you send another.'),
    })
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const expiresAt = new Date(now() + OPEN_MS)
  const by = { invitedById: viewer.id, invitedByName: viewer.name }
  const { id } = await tx.invitation.create({
    data: { ...terms, ...by, guestIds: [...terms.guestIds], hash: hashToken(token), expiresAt },
    select: { id: true },
  })
  return { id, email, expiresAt, token }
}

/** By letter where the panel can send one and knows where browsers reach it; else the inviter passes the link on. */
export async function deliverInvitation(ctx: ServiceContext, draft: DraftInvitation): Promise<NewInvitation> {
  const { id, email, token } = draft
  const isSent = await sendLetter(ctx, draft)
  return { id, email, expiresAt: draft.expiresAt.toISOString(), token: isSent ? null : token }
}

async function sendLetter(ctx: ServiceContext, { id, email, token }: DraftInvitation): Promise<boolean> {
  const { mailer, publicOrigin, viewer, logger } = ctx
  if (!mailer || !publicOrigin) return false
  // In the fragment, which browsers send to nobody. Source: RFC 9110, 4.2.4 and 10.1.3.
  const link = `${publicOrigin}/invitation#${token}`
  const text = `${viewer.name} invites you to a panel of virtual servers.\n\nChoose a name and a password within seven days:\n${link}\n`
  const subject = 'Invitation to a panel of virtual servers'
  try {
    await mailer.send({
      to: email,
      subject,
      text,
      messageId: `<invitation-${id}@${new URL(publicOrigin).hostname}>`,
    })
    return true
  } catch (error) {
    logger.error('invitation.letter', { invitation: id }, error)
    return false
  }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
