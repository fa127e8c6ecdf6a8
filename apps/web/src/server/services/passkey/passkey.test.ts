import { expect, test } from 'vitest'
import { readViewer } from '../../auth/read-viewer.ts'
import type { ServiceContext } from '../../context.ts'
import { authenticator } from '../../testing/authenticator.ts'
import { cookieOf, ORIGIN, PERSON, panelWithPerson } from '../../testing/sign-in.ts'
import { as } from '../../testing/world.ts'

/** A person with a passkey on a device, signed in by password. */
async function withPasskey() {
  const parts = await panelWithPerson()
  const { panel, auth, post } = parts
  const signedIn = await post('sign-in/email', { email: PERSON.email, password: PERSON.password })
  const viewer = await auth.viewer(new Headers({ cookie: cookieOf(signedIn) }))
  if (!viewer) throw new Error('not signed in')
  const ctx: ServiceContext = { ...panel, viewer, requestId: 'r', ip: '192.0.2.1', origin: ORIGIN }
  const device = authenticator(ORIGIN)
  const { challenge } = await as(ctx).passkey.begin()
  const key = await as(ctx).passkey.add({ name: 'laptop', answer: device.create(challenge) })
  const ask = async () => {
    const answer = await post('passkey/ask', {})
    const { challenge } = (await answer.json()) as { challenge: string }
    return { challenge, cookie: cookieOf(answer) }
  }
  return { ...parts, ctx, device, key, ask }
}

test('a passkey signs in without password and code, and its device says it was used', async () => {
  const { auth, post, ask, device, ctx } = await withPasskey()
  const { challenge, cookie } = await ask()
  const done = await post('passkey/sign-in', device.use(challenge), { cookie })
  expect(done.status).toBe(200)
  const viewer = await auth.viewer(new Headers({ cookie: cookieOf(done) }))
  expect(viewer).toMatchObject({ id: ctx.viewer.id, provedAt: expect.any(Date) })
  expect(await as(ctx).passkey.list()).toMatchObject([
    { name: 'laptop', site: 'localhost', lastUsedAt: expect.any(String) },
  ])
})

test('an answer is good once, for its own question, and only with the finger on the device', async () => {
  const { post, ask, device, db } = await withPasskey()
  const before = await db.session.count()
  const first = await ask()
  const other = await ask()
  const send = async (answer: object, cookie: string) =>
    (await post('passkey/sign-in', answer, { cookie })).status
  expect(await send(device.use(first.challenge), other.cookie)).toBe(401)
  expect(await send(device.use(other.challenge), other.cookie)).toBe(401)
  expect(await send(device.use(first.challenge, false), first.cookie)).toBe(401)
  const second = await ask()
  const answer = device.use(second.challenge)
  expect(await send(authenticator(ORIGIN).use(second.challenge), '')).toBe(401)
  expect([await send(answer, second.cookie), await send(answer, second.cookie)]).toEqual([200, 401])
  expect(await db.session.count()).toBe(before + 1)
})

test('a page of another site gets no answer that counts, nor does a copy of the device', async () => {
  const { post, ask, device, key, db } = await withPasskey()
  const one = await ask()
  const phished = authenticator('http://localhost.evil.test').use(one.challenge)
  expect((await post('passkey/sign-in', { ...phished, id: key.id }, { cookie: one.cookie })).status).toBe(401)
  await db.passkey.update({ where: { id: key.id }, data: { counter: 1000n } })
  const two = await ask()
  expect((await post('passkey/sign-in', device.use(two.challenge), { cookie: two.cookie })).status).toBe(401)
})

test('a banned person does not come in by passkey', async () => {
  const { post, ask, device, db, userId } = await withPasskey()
  await db.user.update({ where: { id: userId }, data: { banned: true } })
  const { challenge, cookie } = await ask()
  expect((await post('passkey/sign-in', device.use(challenge), { cookie })).ok).toBe(false)
})

test('a passkey proves who sits at a sign-in, its own person only', async () => {
  const { ctx, device, admin, db, clock } = await withPasskey()
  clock.nowMs += 11 * 60_000
  const { challenge } = await as(ctx).passkey.ask()
  await as(ctx).me.prove({ kind: 'passkey', answer: device.use(challenge) })
  expect((await readViewer(db, ctx.viewer.sessionId))?.provedAt?.getTime()).toBe(clock.nowMs)
  const other = { ...admin, origin: ORIGIN }
  const { challenge: foreign } = await as(other).passkey.ask()
  await expect(as(other).me.prove({ kind: 'passkey', answer: device.use(foreign) })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
})

test('a passkey that was removed opens nothing, and one of somebody else is not found', async () => {
  const { ctx, admin, post, ask, device, key } = await withPasskey()
  const passkeyId = key.id
  await expect(as(admin).passkey.remove({ passkeyId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await as(ctx).passkey.remove({ passkeyId })
  const { challenge, cookie } = await ask()
  expect((await post('passkey/sign-in', device.use(challenge), { cookie })).status).toBe(401)
})

test('a panel that was opened by an address says that passkeys need a name', async () => {
  const { ctx } = await withPasskey()
  const byAddress = { ...ctx, origin: 'http://192.0.2.1:3000' }
  await expect(as(byAddress).passkey.begin()).rejects.toMatchObject({
    cause: expect.objectContaining({ code: 'UNSUPPORTED', hint: expect.stringMatching(/by its name/) }),
  })
})
