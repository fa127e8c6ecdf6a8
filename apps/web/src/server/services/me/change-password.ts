import { rm } from 'node:fs/promises'
import { VserverError } from '@vserver/core/errors'
import { hashPassword } from '@vserver/db/password'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { checkPassword } from './check-password.ts'
import type { ChangePasswordRequest } from './model.ts'
import { endSessions } from './sessions.ts'

/** Every other sign-in of the user ends: whoever knew the old password is out, and what they may have begun. */
export async function changePassword(
  ctx: ServiceContext,
  { current, next }: ChangePasswordRequest,
): Promise<{ changed: true }> {
  const { id, sessionId, email } = ctx.viewer
  return audited(ctx, { action: 'password.change', subject: email }, async () => {
    const credential = await checkPassword(ctx, current)
    if (current === next) throw unchanged(msg('Choose a password that is not the old one.'))
    const password = await hashPassword(next)
    await ctx.db.$transaction([
      ctx.db.credential.update({ where: { id: credential.id }, data: { password } }),
      ctx.db.user.update({ where: { id }, data: { mustChangePassword: false } }),
      ctx.db.emailChange.deleteMany({ where: { userId: id } }),
    ])
    await endSessions(ctx, { userId: id, id: { not: sessionId } })
    if (ctx.viewer.role === 'admin' && ctx.firstSignInFile) await rm(ctx.firstSignInFile, { force: true })
    return { changed: true }
  })
}

function unchanged(hint: string): VserverError {
  return new VserverError('INVALID_INPUT', 'The password was not changed.', { subject: 'password', hint })
}
