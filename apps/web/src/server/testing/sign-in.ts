import { createAuth } from '../auth/auth.ts'
import { ownOrigin } from '../auth/origin.ts'
import { handleAuth } from '../auth/sign-in.ts'
import { checkCode } from '../services/second-factor/check.ts'
import { givePassword } from './password.ts'
import { createWorld } from './world.ts'

/** A name: passkeys do not work with addresses. */
export const ORIGIN = 'http://localhost:3000'
export const PERSON = { name: 'Sam', email: 'sam@example.test', password: 'correct horse battery' }

/** A panel, and a way to its doors as a page of it would knock. */
export async function panelWithPerson() {
  const world = await createWorld()
  const { db, panel } = world
  const { name, email, password } = PERSON
  const { id } = await db.user.create({ data: { name, email, role: 'support' } })
  await givePassword(db, id, password)
  const rule = { publicOrigin: ORIGIN, port: 3000 }
  const auth = createAuth({
    ...{ db, secret: 'x'.repeat(32), logger: panel.logger, ...rule },
    checkCode: (...code) => checkCode(panel, ...code),
  })
  const web = { ...panel, auth, isOwnOrigin: ownOrigin(rule) }
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    handleAuth(
      web,
      new Request(`${ORIGIN}/api/auth/${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: ORIGIN,
          'x-vserver-ip': '192.0.2.1',
          ...headers,
        },
        body: JSON.stringify(body),
      }),
    )
  return { ...world, userId: id, auth, web, post }
}

export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
