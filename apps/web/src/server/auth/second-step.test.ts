import { VserverError } from '@vserver/core/errors'
import { hashPassword } from '@vserver/db/password'
import { expect, test } from 'vitest'
import type { ServiceContext } from '../context.ts'
import { createSealer } from '../seal.ts'
import { checkCode, SEAL_PURPOSE } from '../services/second-factor/check.ts'
import { resealFactors } from '../services/second-factor/reseal.ts'
import { cookieOf, PERSON, panelWithPerson } from '../testing/sign-in.ts'
import { as } from '../testing/world.ts'
import { readViewer } from './read-viewer.ts'
import { codeAt, stepOf } from './totp.ts'

const CREDENTIALS = { email: PERSON.email, password: PERSON.password }

/** A person with a device, signed in once; `code` is what the device shows, `steps` half minutes from now. */
async function withDevice() {
  const parts = await panelWithPerson()
  const { db, panel, auth, post, userId } = parts
  const signedIn = await post('sign-in/email', CREDENTIALS)
  const viewer = await auth.viewer(new Headers({ cookie: cookieOf(signedIn) }))
  if (!viewer) throw new Error('not signed in')
  const ctx: ServiceContext = { ...panel, viewer, requestId: 'r', ip: '192.0.2.1' }
  await as(ctx).secondFactor.begin()
  const row = await db.secondFactor.findUniqueOrThrow({ where: { userId } })
  const secret = panel.sealer.open(SEAL_PURPOSE, row.secret)
  const code = (steps = 0) => codeAt(secret, stepOf(panel.now()) + steps)
  const { codes } = await as(ctx).secondFactor.confirm({ code: code(-1) })
  const password = async () => cookieOf(await post('sign-in/email', CREDENTIALS))
  const verify = (cookie: string, text: string) => post('second-step/verify', { code: text }, { cookie })
  return { ...parts, ctx, row, secret, code, codes, password, verify }
}

test('with a second factor the password alone is nobody, and a code makes it a sign-in', async () => {
  const { db, auth, post, password, verify, code, ctx } = await withDevice()
  const before = await db.session.count()
  const answer = await post('sign-in/email', CREDENTIALS)
  expect(await answer.json()).toEqual({ secondStep: true })
  const cookie = cookieOf(answer)
  expect(await auth.viewer(new Headers({ cookie }))).toBeNull()
  expect(await db.session.count()).toBe(before)
  expect((await verify(cookie, '000000')).status).toBe(403)
  const done = await verify(cookie, code())
  expect(done.status).toBe(200)
  const headers = new Headers({ cookie: cookieOf(done) })
  expect(await auth.viewer(headers)).toMatchObject({ id: ctx.viewer.id, provedAt: expect.any(Date) })
  expect((await verify(cookie, code(1))).status).toBe(401)
  expect((await verify(await password(), code(1))).status).toBe(200)
})

test('a code is good once, also for two who send it at the same time', async () => {
  const { panel, ctx, code, password, verify, row, db } = await withDevice()
  expect(row.secret).not.toContain(ctx.viewer.id)
  const again = await verify(await password(), code(-1))
  expect(again.status).toBe(403)
  expect(await again.json()).toMatchObject({ message: expect.stringMatching(/already used/) })
  const both = await Promise.allSettled([1, 2].map(() => checkCode(panel, ctx.viewer.id, code())))
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await db.attempts.count({ where: { times: { isEmpty: false } } })).toBeGreaterThan(0)
})

test('a recovery code opens once, under two parallel tries too, and is kept as a hash', async () => {
  const { db, codes, password, verify, userId } = await withDevice()
  expect(codes).toHaveLength(10)
  const stored = await db.recoveryCode.findMany({ where: { userId } })
  expect(JSON.stringify(stored)).not.toContain(codes[0]?.slice(0, 4))
  const cookies = [await password(), await password()]
  const answers = await Promise.all(cookies.map((cookie) => verify(cookie, codes[0]?.toLowerCase() ?? '')))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
  expect(await db.recoveryCode.count({ where: { userId } })).toBe(9)
})

test('guessing codes is stopped, and not by signing in anew', async () => {
  const { password, verify, code } = await withDevice()
  const cookie = await password()
  for (let i = 0; i < 10; i++) expect((await verify(cookie, `00000${i}`)).status).toBe(403)
  expect((await verify(cookie, code())).status).toBe(429)
  expect((await verify(await password(), code())).status).toBe(429)
})

test('a session from before a sign-in never becomes one: each sign-in gets a token of its own', async () => {
  const { auth, post, password, verify, code } = await withDevice()
  const planted = 'vserver.session_token=planted.by-somebody'
  const note = await password()
  const done = await verify(`${planted}; ${note}`, code())
  expect(done.status).toBe(200)
  expect(cookieOf(done)).not.toContain('planted')
  expect(await auth.viewer(new Headers({ cookie: planted }))).toBeNull()
  expect(await auth.viewer(new Headers({ cookie: note }))).toBeNull()
  const forged = note.replace(/second_step=[^.]+/, 'second_step=second-step-forged')
  expect((await verify(forged, code(1))).status).toBe(401)
  expect((await post('second-step/verify', { code: code(1) })).status).toBe(401)
})

test('a second factor ends the sign-ins without it, and is turned off only with a proof', async () => {
  const { ctx, db, panel, code, clock } = await withDevice()
  expect(await db.session.count({ where: { userId: ctx.viewer.id } })).toBe(1)
  clock.nowMs += 11 * 60_000
  await expect(as(ctx).secondFactor.turnOff()).rejects.toMatchObject({
    cause: expect.objectContaining({ code: 'REAUTH_NEEDED' }),
  })
  await as(ctx).me.prove({ kind: 'code', code: code() })
  const viewer = await readViewer(db, ctx.viewer.sessionId)
  if (!viewer) throw new Error('the session is gone')
  expect(await as({ ...ctx, viewer }).secondFactor.turnOff()).toEqual({ isOn: false })
  await expect(checkCode(panel, viewer.id, code(1))).rejects.toBeInstanceOf(VserverError)
})

test('a role that must have a second factor can do nothing before it, and may not turn it off', async () => {
  const { ctx, db, admin, panel } = await withDevice()
  await as(admin).secondFactor.setDemand({ roles: ['admin', 'support'] })
  await expect(as(ctx).secondFactor.turnOff()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const viewer = await readViewer(db, admin.viewer.sessionId)
  if (!viewer) throw new Error('the session is gone')
  expect([viewer.mustSetUpSecondFactor, [...viewer.rights]]).toEqual([true, ['me.read', 'self']])
  const held = as({ ...panel, viewer, requestId: 'r', ip: null })
  await expect(held.host.list()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await held.secondFactor.get()).toMatchObject({ isOn: false, isDemanded: true })
  expect((await held.secondFactor.begin()).address).toMatch(/^otpauth:/)
})

test('an administrator helps somebody who lost device and codes: all their sign-ins end', async () => {
  const { ctx, db, admin, post } = await withDevice()
  await expect(as(ctx).secondFactor.remove({ email: PERSON.email })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  await as(admin).secondFactor.remove({ email: PERSON.email })
  expect(await db.session.count({ where: { userId: ctx.viewer.id } })).toBe(0)
  expect(cookieOf(await post('sign-in/email', CREDENTIALS))).toContain('session_token')
})

test('an unknown address costs the panel as much work as a wrong password', async () => {
  const { db, post, userId } = await panelWithPerson()
  const password = await hashPassword(PERSON.password)
  await db.credential.updateMany({ where: { userId }, data: { password } })
  const cost = async (email: string) => {
    const before = process.cpuUsage()
    await post('sign-in/email', { email, password: 'a wrong password' })
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  await cost(PERSON.email)
  const costs = { known: [] as number[], unknown: [] as number[] }
  for (let i = 0; i < 4; i++) {
    costs.known.push(await cost(PERSON.email))
    costs.unknown.push(await cost(`nobody${i}@example.test`))
  }
  const ratio = Math.min(...costs.unknown) / Math.min(...costs.known)
  expect(ratio).toBeGreaterThan(0.6)
  expect(ratio).toBeLessThan(1.6)
})

test("a device's secret is sealed, and sealed anew under a new secret of the panel", async () => {
  const { panel, db, row, userId, code } = await withDevice()
  const sealer = createSealer('a new secret', ['a secret of a test panel'])
  await resealFactors({ ...panel, sealer })
  const anew = await db.secondFactor.findUniqueOrThrow({ where: { userId } })
  expect(anew.secret).not.toBe(row.secret)
  expect(sealer.isCurrent(anew.secret)).toBe(true)
  await checkCode({ ...panel, sealer: createSealer('a new secret') }, userId, code())
})
