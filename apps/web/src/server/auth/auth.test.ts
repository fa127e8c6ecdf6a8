import { expect, test } from 'vitest'
import { cookieOf, PERSON, panelWithPerson } from '../testing/sign-in.ts'

test('a password signs in, the cookie says who it is, and a revoked session is nobody', async () => {
  const { db, auth, post } = await panelWithPerson()
  const response = await post('sign-in/email', { email: 'Sam@Example.test', password: PERSON.password })
  expect(response.status).toBe(200)
  expect(response.headers.getSetCookie().join()).toMatch(/HttpOnly/i)
  expect(response.headers.getSetCookie().join()).toMatch(/SameSite=Lax/i)
  const headers = new Headers({ cookie: cookieOf(response) })
  expect(await auth.viewer(headers)).toMatchObject({ email: PERSON.email, role: 'support', accountId: null })
  await db.session.deleteMany()
  expect(await auth.viewer(headers)).toBeNull()
})

test('a wrong password and an unknown address get the same answer', async () => {
  const { post } = await panelWithPerson()
  const wrong = await post('sign-in/email', { email: PERSON.email, password: 'wrong password' })
  const unknown = await post('sign-in/email', { email: 'no@example.test', password: 'wrong password' })
  expect([wrong.status, unknown.status]).toEqual([401, 401])
  expect(await wrong.json()).toEqual(await unknown.json())
})

test('guessing one password is stopped, from whatever address', async () => {
  const { post } = await panelWithPerson()
  const guess = (password: string, i: number) =>
    post('sign-in/email', { email: PERSON.email, password }, { 'x-vserver-ip': `192.0.2.${i}` })
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => guess('wrong password', i)))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(2)
  expect((await guess(PERSON.password, 99)).status).toBe(429)
})

test('other sites cannot sign in or out, nobody can sign up, and a banned user stays out', async () => {
  const { db, post } = await panelWithPerson()
  const foreign = { origin: 'https://evil.test' }
  expect((await post('sign-in/email', PERSON, foreign)).status).toBe(403)
  expect((await post('sign-out', {}, foreign)).status).toBe(403)
  expect((await post('sign-up/email', { ...PERSON, email: 'new@example.test' })).status).toBe(404)
  await db.user.updateMany({ data: { banned: true } })
  expect((await post('sign-in/email', PERSON)).ok).toBe(false)
  expect(await db.session.count({ where: { user: { email: PERSON.email } } })).toBe(0)
})
