import { VserverError } from '@vserver/core/errors'
import type { Transaction } from '@vserver/db'
import { hashPassword } from '@vserver/db/password'
import { msg } from '@/language/t.ts'
import type { Panel, RequestInfo } from '../../context.ts'
import { endSessions } from '../me/sessions.ts'
import { hashReset } from './forgot.ts'
import type { ResetRequest } from './model.ts'

const GUESSES_MAX = 20

/** Ends every sign-in. A second factor is still asked for: the letter is no device. */
export async function resetPassword(
  panel: Panel & RequestInfo,
  { token, password }: ResetRequest,
): Promise<{ changed: true }> {
  const { db, now, attempts, ip, requestId } = panel
  const key = `reset-ip:${ip ?? 'unknown'}`
  await attempts.begin(key, GUESSES_MAX)
  const hash = await hashPassword(password)
  const userId = await db.$transaction(async (tx) => {
    const user = await takeReset(tx, token, new Date(now()))
    const where = { userId: user.id, providerId: 'credential' }
    await tx.credential.updateMany({ where, data: { password: hash } })
    await tx.user.update({ where: { id: user.id }, data: { mustChangePassword: false } })
    await tx.emailChange.deleteMany({ where: { userId: user.id } })
    const { id, name, role, email } = user
    await tx.auditRow.create({
      data: {
        ...{ userId: id, userName: name, role, ip, requestId, action: 'password.reset', subject: email },
        ...{ outcome: 'succeeded', outcomeAt: new Date(now()) },
      },
    })
    return id
  })
  await attempts.forgive(key)
  await endSessions(panel, { userId })
  return { changed: true }
}

/** Used up by being read; of two at the same time one gets it. */
async function takeReset(tx: Transaction, token: string, now: Date) {
  const where = { hash: hashReset(token), expiresAt: { gt: now }, user: { banned: false } }
  const row = await tx.passwordReset.findFirst({ where, include: { user: true } })
  const { count } = row ? await tx.passwordReset.deleteMany({ where: { hash: row.hash } }) : { count: 0 }
  if (!row || count === 0)
    throw new VserverError('NOT_FOUND', 'There is no such reset of a password.', {
      subject: 'link',
      hint: msg('This link is used or older than half an hour: ask for a new one.'),
    })
  return row.user
}
