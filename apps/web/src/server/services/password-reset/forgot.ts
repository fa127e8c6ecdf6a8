import { createHash, randomBytes } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS } from '@vserver/core/units'
import { msg } from '@/language/t.ts'
import type { Panel, RequestInfo } from '../../context.ts'
import type { Mailer } from '../../mailer.ts'
import type { ForgotRequest } from './model.ts'

const TOKEN_MS = 30 * MINUTE_MS
const PER_ADDRESS = 3
const PER_IP = 10

type From = Panel & RequestInfo

/** Letters need a mail server, and a link that no request had a hand in: its Host header is anybody's to write. */
export function canReset({ mailer, publicOrigin }: Pick<Panel, 'mailer' | 'publicOrigin'>): boolean {
  return mailer !== null && publicOrigin !== null
}

/** The same answer, as quickly, whether somebody signs in with the address or not: the letter goes out after it. */
export async function askForReset(panel: From, { email }: ForgotRequest): Promise<{ asked: true }> {
  const { mailer, publicOrigin, attempts, ip } = panel
  if (!mailer || !publicOrigin)
    throw new VserverError('UNSUPPORTED', 'This panel sends no letters.', {
      hint: msg('This panel sends no e-mail: ask whoever gave you the account for a new password.'),
    })
  await attempts.begin(`forgot-ip:${ip ?? 'unknown'}`, PER_IP)
  await attempts.begin(`forgot:${email}`, PER_ADDRESS)
  const { requestId } = panel
  sendLetter(panel, email, { mailer, publicOrigin }).catch((error) =>
    panel.logger.error('passwordReset.letter', { requestId }, error),
  )
  return { asked: true }
}

export function hashReset(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

async function sendLetter(
  { db, now }: From,
  email: string,
  { mailer, publicOrigin }: { mailer: Mailer; publicOrigin: string },
): Promise<void> {
  const user = await db.user.findFirst({ where: { email, banned: false }, select: { id: true } })
  if (!user) return
  const token = randomBytes(32).toString('base64url')
  const data = { hash: hashReset(token), expiresAt: new Date(now() + TOKEN_MS) }
  const where = { userId: user.id }
  await db.passwordReset.upsert({ where, create: { ...where, ...data }, update: data })
  // In the fragment, which browsers send to nobody. Source: RFC 9110, 4.2.4 and 10.1.3.
  const link = `${publicOrigin}/reset#${token}`
  await mailer.send({
    to: email,
    subject: 'A new password for the panel of your virtual servers',
    text: `Somebody asked for a new password for this address. If that was you, choose it within half an hour:\n${link}\n\nIf not, there is nothing to do: without this letter nobody can.\n`,
    messageId: `<password-reset-${data.hash.slice(0, 32)}@${new URL(publicOrigin).hostname}>`,
  })
}
