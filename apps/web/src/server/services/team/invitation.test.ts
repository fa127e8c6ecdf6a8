import { expect, test } from 'vitest'
import type { ServiceContext } from '../../context.ts'
import { as, createWorld, sellGuest, type World } from '../../testing/world.ts'
import { acceptInvitation, readInvitation } from './accept.ts'
import { answerInvitation } from './answer-invitation.ts'

const PASSWORD = 'a few unrelated words'
const OWNER = { rank: null, accountRoleId: null, guestIds: null }

async function oneCustomer() {
  const world = await createWorld()
  const tenant = await world.tenant()
  return { world, tenant, invite: invitesOf(tenant.customer) }
}

const invitesOf = (ctx: ServiceContext) => (email: string, more: object) =>
  as(ctx).invitation.create({ email, ...OWNER, ...more })

const anybody = ({ panel }: World) => ({ ...panel, ip: '192.0.2.7', requestId: 'r' })
const accept = (world: World, token: string) =>
  acceptInvitation(anybody(world), { token, name: 'Carla', password: PASSWORD })

/** As the letter has it; without one, as the inviter is shown it. */
function wordOf(world: World): string {
  return /\/invitation#(\S+)/.exec(world.mails.at(-1)?.text ?? '')?.[1] ?? ''
}

test('an invitation makes the user it was written for, once', async () => {
  const { world, tenant, invite } = await oneCustomer()
  const guestId = await sellGuest(world, tenant, 'web')
  const { id: accountRoleId } = await as(tenant.customer).role.create({
    name: 'Op',
    permissions: ['guest.stop'],
  })
  const made = await invite('carla@example.test', { accountRoleId, guestIds: [guestId] })
  expect(made.token).toBeNull()
  expect(world.mails.at(-1)?.to).toBe('carla@example.test')
  const token = wordOf(world)
  const stored = await world.db.invitation.findUniqueOrThrow({ where: { id: made.id } })
  expect(JSON.stringify(stored)).not.toContain(token)
  expect(await readInvitation(anybody(world), token)).toMatchObject({ email: 'carla@example.test' })
  const both = await Promise.allSettled([accept(world, token), accept(world, token)])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [carla] = (await as(tenant.customer).team.members()).filter(({ name }) => name === 'Carla')
  expect(carla).toMatchObject({ email: 'carla@example.test', role: 'customer', accountRole: { name: 'Op' } })
  expect(carla?.guests).toEqual([{ id: guestId, name: 'web' }])
  await expect(accept(world, token)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await as(tenant.customer).invitation.list()).toEqual([])
})

test('an invitation that is old, taken back or not ours is of no use', async () => {
  const { world, tenant, invite } = await oneCustomer()
  const { id: invitationId } = await invite('a@example.test', {})
  const taken = wordOf(world)
  await as(tenant.customer).invitation.revoke({ invitationId })
  await expect(accept(world, taken)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await invite('b@example.test', {})
  world.clock.nowMs += 7 * 24 * 3_600_000 + 1
  await expect(accept(world, wordOf(world))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(accept(world, 'guessed')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('an invitation is as good as the right of the one who sent it', async () => {
  const { world, tenant } = await oneCustomer()
  const permissions = ['team.manage', 'team.read', 'role.manage', 'guest.stop']
  const lead = await world.member(tenant.customer, { permissions })
  const { id: accountRoleId } = await as(lead).role.create({ name: 'Stop', permissions: ['guest.stop'] })
  const owner = invitesOf(lead)('owner@example.test', {})
  await expect(owner).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await invitesOf(lead)('c@example.test', { accountRoleId })
  const token = wordOf(world)
  await as(tenant.customer).role.update({ roleId: accountRoleId, name: 'Stop', permissions: ['guest.kill'] })
  await expect(accept(world, token)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await as(tenant.customer).role.update({ roleId: accountRoleId, name: 'Stop', permissions: [] })
  expect(await readInvitation(anybody(world), token)).toMatchObject({ invitedByName: 'customer' })
  await as(tenant.customer).team.removeMember({ userId: lead.viewer.id })
  await expect(accept(world, token)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('ranks are those of the account; staff is invited by administrators', async () => {
  const { world, tenant, invite } = await oneCustomer()
  await expect(invite('x@example.test', { rank: 'admin' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(invitesOf(world.admin)('y@example.test', {})).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await invitesOf(world.admin)('helper@example.test', { rank: 'support' })
  await accept(world, wordOf(world))
  const helper = await world.db.user.findUniqueOrThrow({ where: { email: 'helper@example.test' } })
  expect(helper).toMatchObject({ role: 'support', accountId: null })
  await invitesOf(tenant.reseller)('colleague@example.test', {})
  await accept(world, wordOf(world))
  const colleague = await world.db.user.findUniqueOrThrow({ where: { email: 'colleague@example.test' } })
  expect(colleague).toMatchObject({ role: 'reseller', accountId: tenant.resellerId })
})

test('without a letter the link is shown to the inviter, once', async () => {
  const { world, tenant } = await oneCustomer()
  const deaf = { ...tenant.customer, mailer: null }
  const { token } = await invitesOf(deaf)('d@example.test', {})
  expect(await accept(world, token ?? '')).toEqual({ email: 'd@example.test' })
  const broken = { ...tenant.customer, mailer: { send: () => Promise.reject(new Error('no server')) } }
  expect((await invitesOf(broken)('e@example.test', {})).token).toEqual(expect.any(String))
  expect(JSON.stringify(await as(tenant.customer).invitation.list())).not.toContain('token')
})

test('the first user of a customer is invited by its reseller, and again when nobody came', async () => {
  const { world, tenant } = await oneCustomer()
  const request = { name: 'New', email: 'new@example.test', access: 'invitation' as const }
  const { id: customerId, oneTimePassword } = await as(tenant.reseller).customer.create(request)
  expect(oneTimePassword).toBeNull()
  const first = wordOf(world)
  await as(tenant.reseller).customer.invite({ customerId, email: 'new@example.test' })
  await expect(accept(world, first)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await accept(world, wordOf(world))
  const user = await world.db.user.findUniqueOrThrow({ where: { email: 'new@example.test' } })
  expect(user).toMatchObject({ role: 'customer', accountId: customerId, accountRoleId: null })
  const other = await world.tenant()
  const foreign = as(other.reseller).customer.invite({ customerId, email: 'z@example.test' })
  await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('one address has one open invitation of an account, and none when somebody signs in with it', async () => {
  const { tenant, invite } = await oneCustomer()
  await invite('f@example.test', {})
  await expect(invite('f@example.test', {})).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(invite(tenant.reseller.viewer.email, {})).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('the answer to a browser tells what is wrong, and only to pages of this panel', async () => {
  const { world } = await oneCustomer()
  const ask = (body: unknown, isOwn = true) =>
    answerInvitation(anybody(world), { isOwn, body: JSON.stringify(body), wants: 'accept' })
  expect((await ask({}, false)).status).toBe(403)
  expect((await ask({ token: 'x', name: '', password: 'short' })).status).toBe(400)
  expect((await ask({ token: 'x', name: 'N', password: PASSWORD })).status).toBe(404)
})

test('a customer with guests is not deleted; without them it is, with its users', async () => {
  const { world, tenant } = await oneCustomer()
  const guestId = await sellGuest(world, tenant, 'web')
  const { customerId } = tenant
  const remove = () => as(tenant.reseller).customer.delete({ customerId })
  await expect(remove()).rejects.toMatchObject({ cause: { hint: expect.stringContaining('1 guest (web)') } })
  await world.db.guest.update({ where: { id: guestId }, data: { life: 'deleted', deletedAt: new Date() } })
  await remove()
  await expect(world.again(tenant.customer)).rejects.toThrow('ended')
  expect(await as(tenant.reseller).customer.list()).toEqual([])
  await expect(sellGuest(world, tenant, 'mail')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(remove()).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
