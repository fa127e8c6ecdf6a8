import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import { findStep } from '../../auth/totp.ts'
import type { Panel } from '../../context.ts'
import { takeCode } from './codes.ts'

export const SEAL_PURPOSE = 'second-factor'
const GUESSES_MAX = 10
type Parts = Pick<Panel, 'db' | 'now' | 'attempts' | 'sealer'>

/** Throws unless the code is good, and uses it up: the same one is never good twice. */
export async function checkCode(parts: Parts, userId: string, code: string): Promise<void> {
  const key = `code:${userId}`
  await parts.attempts.begin(key, GUESSES_MAX)
  const isGood = /^\d+$/.test(code)
    ? await takeStep(parts, userId, code)
    : await takeCode(parts.db, userId, code)
  if (!isGood) throw wrongCode()
  await parts.attempts.forgive(key)
}

/** Source: RFC 6238, 5.2: a code must not be accepted a second time. The update decides between two at once. */
async function takeStep({ db, now, sealer }: Parts, userId: string, code: string): Promise<boolean> {
  const factor = await db.secondFactor.findUnique({ where: { userId } })
  if (!factor) return false
  const step = findStep(sealer.open(SEAL_PURPOSE, factor.secret), code, now())
  if (step === null) return false
  const where = { userId, secret: factor.secret, lastStep: { lt: step } }
  const { count } = await db.secondFactor.updateMany({ where, data: { lastStep: step } })
  return count > 0
}

function wrongCode(): VserverError {
  return new VserverError('INVALID_INPUT', 'The code is wrong, old or used.', {
    subject: 'code',
    hint: msg('The code is wrong, old or already used; wait for the next one.'),
  })
}
