import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { emailTaken } from '../account/new-user.ts'
import { afterCheck, serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { hashReset } from '../password-reset/forgot.ts'
import { tellOld } from './ask.ts'
import type { ConfirmEmailRequest, EmailChangeView } from './model.ts'

const GUESSES_MAX = 20

/**
 * The person proves to read the new address. Signed in as whoever asked, so that a letter which went astray lets
 * nobody else in; what was sent to the old address for a new password is good no more.
 */
export async function confirmEmail(
  ctx: ServiceContext,
  { token }: ConfirmEmailRequest,
): Promise<{ email: string }> {
  const { id: userId, email: before } = ctx.viewer
  const key = `email-confirm:${userId}`
  await ctx.attempts.begin(key, GUESSES_MAX)
  const email = await audited(ctx, { action: 'email.confirm', subject: before }, () =>
    serialisable(ctx.db, async (tx) => {
      const where = { hash: hashReset(token), userId, expiresAt: { gt: new Date(ctx.now()) } }
      const row = await tx.emailChange.findFirst({ where })
      const { count } = row ? await tx.emailChange.deleteMany({ where: { hash: row.hash } }) : { count: 0 }
      if (!row || count === 0) throw noSuchLink()
      const other = await tx.user.findUnique({ where: { email: row.email }, select: { id: true } })
      if (other && other.id !== userId) throw emailTaken(row.email)
      const data = { email: row.email, emailVerified: true }
      await afterCheck(tx.user.update({ where: { id: userId }, data }))
      await tx.passwordReset.deleteMany({ where: { userId } })
      return row.email
    }),
  )
  await ctx.attempts.forgive(key)
  await tellOld(ctx, email, 'changed', before)
  return { email }
}

export async function waitingEmail({ db, viewer, now }: ServiceContext): Promise<EmailChangeView | null> {
  const where = { userId: viewer.id, expiresAt: { gt: new Date(now()) } }
  const row = await db.emailChange.findFirst({ where })
  return row && { email: row.email, expiresAt: row.expiresAt.toISOString() }
}

export async function withdrawEmail(ctx: ServiceContext): Promise<{ withdrawn: boolean }> {
  const { id: userId, email: subject } = ctx.viewer
  return audited(ctx, { action: 'email.withdraw', subject }, async () => {
    const { count } = await ctx.db.emailChange.deleteMany({ where: { userId } })
    return { withdrawn: count > 0 }
  })
}

function noSuchLink(): VserverError {
  return new VserverError('NOT_FOUND', 'There is no such change of an address.', {
    subject: 'link',
    hint: msg(
      'This link is used, withdrawn, older than a day, or was asked for by somebody else than you are signed in as.',
    ),
  })
}
