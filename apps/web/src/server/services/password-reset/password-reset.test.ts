import { expect, test } from 'vitest'
import { openConsole } from '../../testing/open-console.ts'
import { PERSON, panelWithPerson } from '../../testing/sign-in.ts'
import { isSignedIn } from '../me/signed-in.ts'
import { answerReset } from './answer.ts'

const NEXT = 'a password that is new'

/** A person who forgot the password; letters are counted, and the link is read from the last one. */
async function forgetful() {
  const parts = await panelWithPerson()
  const { panel, mails } = parts
  const from = { ...panel, requestId: 'r', ip: '192.0.2.9' }
  const send = async (wants: 'letter' | 'password', body: object, isOwn = true) => {
    const response = await answerReset(from, { isOwn, body: JSON.stringify(body), wants })
    return { status: response.status, body: await response.json() }
  }
  const ask = (email: string) => send('letter', { email })
  const token = async () => {
    const before = mails.length
    await ask(PERSON.email)
    await expect.poll(() => mails.length).toBe(before + 1)
    return /\/reset#(\S+)/.exec(mails.at(-1)?.text ?? '')?.[1] ?? ''
  }
  return { ...parts, send, ask, token }
}

test('a letter brings a link that changes the password once, and every sign-in ends', async () => {
  const { db, panel, post, send, token, userId, mails } = await forgetful()
  const session = await db.session.create({
    data: { userId, token: crypto.randomUUID(), expiresAt: new Date(Date.now() + 60_000) },
  })
  const closed: string[] = []
  panel.consoles.add(openConsole({ sessionId: session.id, revoke: () => closed.push('revoked') }))
  const word = await token()
  expect(mails.at(-1)).toMatchObject({ to: PERSON.email })
  expect(JSON.stringify(await db.passwordReset.findMany())).not.toContain(word)
  expect((await send('password', { token: word, password: 'short' })).status).toBe(400)
  const both = await Promise.all([1, 2].map(() => send('password', { token: word, password: NEXT })))
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404])
  expect([await isSignedIn(panel, session.id), closed]).toEqual([false, ['revoked']])
  expect((await post('sign-in/email', { email: PERSON.email, password: PERSON.password })).status).toBe(401)
  expect((await post('sign-in/email', { email: PERSON.email, password: NEXT })).status).toBe(200)
  expect(await db.auditRow.findFirst({ where: { action: 'password.reset' } })).toMatchObject({ userId })
})

test('an unknown address gets the same answer and no letter, nor does a banned person', async () => {
  const { ask, db, mails, token } = await forgetful()
  await db.user.updateMany({ data: { banned: true } })
  const banned = await ask(PERSON.email)
  const unknown = await ask('nobody@example.test')
  await db.user.updateMany({ data: { banned: false } })
  // What is sent for a known address comes after what would have been sent before it.
  await token()
  expect(mails.map(({ to }) => to)).toEqual([PERSON.email])
  expect([await ask(PERSON.email), unknown]).toEqual([banned, banned])
})

test('a link ends after half an hour, and with a newer one', async () => {
  const { send, token, clock } = await forgetful()
  const old = await token()
  const newer = await token()
  expect((await send('password', { token: old, password: NEXT })).status).toBe(404)
  clock.nowMs += 31 * 60_000
  expect((await send('password', { token: newer, password: NEXT })).status).toBe(404)
})

test('letters are not sent without end, nor for other sites, nor by a panel that cannot', async () => {
  const { ask, send, panel } = await forgetful()
  for (let i = 0; i < 3; i++) expect((await ask(PERSON.email)).status).toBe(200)
  expect((await ask(PERSON.email)).status).toBe(429)
  expect((await send('letter', { email: PERSON.email }, false)).status).toBe(403)
  for (const lacks of [{ mailer: null }, { publicOrigin: null }]) {
    const from = { ...panel, ...lacks, requestId: 'r', ip: null }
    const body = JSON.stringify({ email: PERSON.email })
    expect((await answerReset(from, { isOwn: true, body, wants: 'letter' })).status).toBe(501)
  }
})
