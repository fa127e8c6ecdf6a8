import { VserverError } from '@vserver/core/errors'
import { verifyPassword } from '@vserver/db/password'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'

const GUESSES_MAX = 10

/** The viewer's own password, counted as the guesses at it are; answers the row that holds it. */
export async function checkPassword(
  { db, attempts, viewer }: ServiceContext,
  password: string,
): Promise<{ id: string }> {
  const key = `password:${viewer.id}`
  await attempts.begin(key, GUESSES_MAX)
  const where = { userId: viewer.id, providerId: 'credential' }
  const credential = await db.credential.findFirst({ where })
  if (!credential || !(await verifyPassword(credential.password ?? '', password)))
    throw new VserverError('INVALID_INPUT', 'The password of the viewer is another one.', {
      subject: 'password',
      hint: msg('The current password is wrong.'),
    })
  await attempts.forgive(key)
  return { id: credential.id }
}
