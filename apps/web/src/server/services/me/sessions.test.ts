import { expect, test } from 'vitest'
import type { ServiceContext } from '../../context.ts'
import { openConsole } from '../../testing/open-console.ts'
import { givePassword } from '../../testing/password.ts'
import { as, createWorld } from '../../testing/world.ts'
import { isSignedIn } from './signed-in.ts'

const OLD = 'the old password'

async function withPassword({ db, viewer }: ServiceContext) {
  const { id } = viewer
  await givePassword(db, id, OLD)
  const token = crypto.randomUUID()
  const expiresAt = new Date(Date.now() + 60_000)
  return db.session.create({ data: { userId: id, token, expiresAt } })
}

test('revoking a session ends it and its consoles at once', async () => {
  const { admin } = await createWorld()
  const other = await withPassword(admin)
  const closed: string[] = []
  admin.consoles.add(openConsole({ sessionId: other.id, revoke: () => closed.push('revoked') }))
  expect(await isSignedIn(admin, other.id)).toBe(true)
  await as(admin).me.revokeSession({ sessionId: other.id })
  expect(await isSignedIn(admin, other.id)).toBe(false)
  expect(closed).toEqual(['revoked'])
  expect(await as(admin).me.sessions()).toMatchObject([{ current: true }])
})

test("somebody else's session is not found", async () => {
  const { admin, support } = await createWorld()
  const { sessionId } = support.viewer
  await expect(as(admin).me.revokeSession({ sessionId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await isSignedIn(admin, sessionId)).toBe(true)
})

test('a new password needs the old one, and ends every other session', async () => {
  const { admin, db } = await createWorld()
  const other = await withPassword(admin)
  const next = 'a much better password'
  await expect(as(admin).me.changePassword({ current: 'wrong', next })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  await db.user.update({ where: { id: admin.viewer.id }, data: { mustChangePassword: true } })
  await as(admin).me.changePassword({ current: OLD, next })
  expect(await isSignedIn(admin, other.id)).toBe(false)
  expect(await isSignedIn(admin, admin.viewer.sessionId)).toBe(true)
  const user = await db.user.findUniqueOrThrow({ where: { id: admin.viewer.id } })
  expect(user.mustChangePassword).toBe(false)
})

test('the eleventh wrong guess of the current password is not looked at', async () => {
  const { admin } = await createWorld()
  await withPassword(admin)
  const guess = (current: string) => as(admin).me.changePassword({ current, next: 'a much better password' })
  for (let i = 0; i < 10; i++)
    await expect(guess(`wrong ${i}`)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(guess(OLD)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
})

test('an e-mail address that somebody signs in with already is refused, and a free one is asked for', async () => {
  const { admin, support, db } = await createWorld()
  const taken = { name: 'Ann', email: support.viewer.email.toUpperCase() }
  await expect(as(admin).me.update(taken)).rejects.toMatchObject({ code: 'CONFLICT' })
  const change = { name: 'Ann', email: 'Ann@example.test' }
  expect(await as(admin).me.update(change)).toMatchObject({ asked: 'ann@example.test' })
  const user = await db.user.findUniqueOrThrow({ where: { id: admin.viewer.id } })
  expect(user).toMatchObject({ name: 'Ann', email: admin.viewer.email })
})
