import { expect, test } from 'vitest'
import type { ServiceContext } from '../../context.ts'
import { givePassword } from '../../testing/password.ts'
import { as, createWorld } from '../../testing/world.ts'

const NEW = 'new@example.test'

async function expectOneRefused(both: Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(both)
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  expect(refused).toEqual([
    expect.objectContaining({ reason: expect.objectContaining({ code: 'CONFLICT' }) }),
  ])
}

/** An admin who asked for another address; the link is read from the letter to it. */
async function asking() {
  const world = await createWorld()
  const { admin, mails, db } = world
  const old = admin.viewer.email
  const ask = (email = NEW) => as(admin).me.update({ name: 'Ann', email })
  const token = () => /\/email#(\S+)/.exec(mails.findLast(({ to }) => to === NEW)?.text ?? '')?.[1] ?? ''
  const email = async () => (await db.user.findUniqueOrThrow({ where: { id: admin.viewer.id } })).email
  return { ...world, old, ask, token, email }
}

test('a new address is the sign-in only when its link was used, once, and the old one is told', async () => {
  const { admin, db, mails, old, ask, token, email } = await asking()
  expect(await ask()).toEqual({ name: 'Ann', email: old, asked: NEW })
  expect(await email()).toBe(old)
  expect(mails.map(({ to }) => to)).toEqual([NEW, old])
  expect(mails[1]?.text).toContain(NEW)
  expect(mails[1]?.text).not.toContain(token())
  expect(JSON.stringify(await db.emailChange.findMany())).not.toContain(token())
  expect(await as(admin).me.emailChange()).toMatchObject({ email: NEW })
  const both = await Promise.allSettled([1, 2].map(() => as(admin).me.confirmEmail({ token: token() })))
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await email()).toBe(NEW)
  expect(await as(admin).me.emailChange()).toBeNull()
  expect(mails.at(-1)).toMatchObject({ to: old, subject: 'Your address for the panel was changed' })
})

test('somebody else who has the letter gets nothing by it', async () => {
  const { admin, support, ask, token, email, old } = await asking()
  await ask()
  await expect(as(support).me.confirmEmail({ token: token() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await email()).toBe(old)
  await as(admin).me.confirmEmail({ token: token() })
  expect(await email()).toBe(NEW)
})

test('a link ends after a day, with a newer one, and when it is withdrawn', async () => {
  const { admin, clock, ask, token, email, old } = await asking()
  const confirm = (word: string) => as(admin).me.confirmEmail({ token: word })
  await ask()
  const first = token()
  await ask()
  await expect(confirm(first)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  clock.nowMs += 25 * 3_600_000
  await expect(confirm(token())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await as(admin).me.emailChange()).toBeNull()
  clock.nowMs -= 25 * 3_600_000
  expect(await as(admin).me.withdrawEmail()).toEqual({ withdrawn: true })
  await expect(confirm(token())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await email()).toBe(old)
})

test('an address that somebody took meanwhile is refused, and letters for a new password to the old one end', async () => {
  const { admin, support, db, ask, token, email, old } = await asking()
  await ask()
  await db.user.update({ where: { id: support.viewer.id }, data: { email: NEW } })
  await expect(as(admin).me.confirmEmail({ token: token() })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await email()).toBe(old)
  await db.user.update({ where: { id: support.viewer.id }, data: { email: 'other@example.test' } })
  const expiresAt = new Date(Date.now() + 60_000)
  await db.passwordReset.create({ data: { hash: 'x', userId: admin.viewer.id, expiresAt } })
  await as(admin).me.confirmEmail({ token: token() })
  expect(await db.passwordReset.count()).toBe(0)
})

test('of two who take one address at once one is told that it is taken, by a link or where no letters are sent', async () => {
  const { admin, support, ask, token } = await asking()
  await ask()
  const ann = token()
  await as(support).me.update({ name: 'Sam', email: NEW })
  const sam = token()
  await expectOneRefused([
    as(admin).me.confirmEmail({ token: ann }),
    as(support).me.confirmEmail({ token: sam }),
  ])
  const silently = (who: ServiceContext, name: string) =>
    as({ ...who, mailer: null }).me.update({ name, email: 'silent@example.test' })
  await expectOneRefused([silently(admin, 'Ann'), silently(support, 'Sam')])
})

test('of two users who are made for one address at once the panel makes one', async () => {
  const { admin } = await createWorld()
  const made = ['Ann', 'Sam'].map((name) => as(admin).account.createSupport({ name, email: NEW }))
  await expectOneRefused(made)
})

test('letters to a new address are not sent without end, neither by one person nor to one address', async () => {
  const { admin, support, mails, ask } = await asking()
  for (let i = 0; i < 3; i++) await ask()
  await expect(ask()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  const other = as(support).me.update({ name: 'Sam', email: NEW })
  await expect(other).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  expect(mails.filter(({ to }) => to === NEW)).toHaveLength(3)
  await expect(ask('third@example.test')).resolves.toMatchObject({ asked: 'third@example.test' })
  await expect(ask('fourth@example.test')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  expect(await as(admin).me.emailChange()).toMatchObject({ email: 'third@example.test' })
})

test('a new password ends a change of the address that waits', async () => {
  const { admin, db, ask, token } = await asking()
  await givePassword(db, admin.viewer.id, 'the old password')
  await ask()
  await as(admin).me.changePassword({ current: 'the old password', next: 'a much better password' })
  await expect(as(admin).me.confirmEmail({ token: token() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a panel that sends no letters changes the address at once', async () => {
  const { admin, email } = await asking()
  const silent = { ...admin, mailer: null }
  expect(await as(silent).me.update({ name: 'Ann', email: NEW })).toEqual({
    name: 'Ann',
    email: NEW,
    asked: null,
  })
  expect(await email()).toBe(NEW)
})

test('the name alone is changed without a letter', async () => {
  const { admin, mails, old } = await asking()
  expect(await as(admin).me.update({ name: 'Ann', email: old })).toMatchObject({ name: 'Ann', asked: null })
  expect(mails).toEqual([])
})
