import { expect, test } from 'vitest'
import { ALWAYS, PERMISSIONS, rightsOf } from '../../policy.ts'
import { openConsole } from '../../testing/open-console.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

const all = (role: 'customer' | 'reseller') => [...rightsOf(role)]

async function oneCustomer() {
  const world = await createWorld()
  const tenant = await world.tenant()
  return { world, tenant, guestId: await sellGuest(world, tenant, 'web') }
}

test('a user with a role of the account may do what it holds and no more', async () => {
  const { world, tenant, guestId } = await oneCustomer()
  const technician = await world.member(tenant.customer, { permissions: ['guest.start', 'audit.read'] })
  expect([...technician.viewer.rights].sort()).toEqual([...ALWAYS, 'audit.read', 'guest.start'].sort())
  await as(technician).guest.start({ guestId })
  await expect(as(technician).guest.stop({ guestId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const { denied } = await as(technician).guest.get({ guestId })
  expect(denied.stop).toMatch('may not do this')
})

test('a role never gives what the kind of the account lacks, whatever its row says', async () => {
  const { world, tenant } = await oneCustomer()
  const sly = await world.member(tenant.customer, { permissions: Object.keys(PERMISSIONS) })
  expect([...sly.viewer.rights].sort()).toEqual(all('customer').sort())
  const create = as(tenant.customer).role.create({ name: 'Sly', permissions: ['guest.delete'] })
  await expect(create).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('who is limited to some guests finds no others, neither in lists nor in the audit', async () => {
  const { world, tenant, guestId } = await oneCustomer()
  const otherId = await sellGuest(world, tenant, 'mail')
  const standing = { permissions: all('customer'), guestIds: [guestId] }
  const helper = await world.member(tenant.customer, standing)
  expect((await as(helper).guest.list()).rows.map(({ name }) => name)).toEqual(['web'])
  await expect(as(helper).guest.start({ guestId: otherId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await as(tenant.customer).guest.start({ guestId: otherId })
  await as(tenant.customer).guest.start({ guestId })
  const subjects = (await as(helper).audit.list()).map(({ subject }) => subject)
  expect(new Set(subjects)).toEqual(new Set(['web']))
  expect(helper.viewer.rights.has('team.manage')).toBe(false)
})

test('nobody gives rights that they lack', async () => {
  const { world, tenant } = await oneCustomer()
  const permissions = ['role.manage', 'team.manage', 'team.read', 'guest.start']
  const lead = await world.member(tenant.customer, { permissions })
  const weak = await world.member(tenant.customer, { permissions: [] })
  const { id: strong } = await as(tenant.customer).role.create({
    name: 'Strong',
    permissions: ['guest.kill'],
  })
  const create = (more: string[]) => as(lead).role.create({ name: more.join(), permissions: more })
  await expect(create(['guest.kill'])).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(create(['guest.start'])).resolves.toMatchObject({ id: expect.any(String) })
  const update = as(lead).role.update({ roleId: strong, name: 'Weak', permissions: [] })
  await expect(update).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(as(lead).role.delete({ roleId: strong })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  for (const accountRoleId of [strong, null]) {
    const set = as(lead).team.setMember({ userId: weak.viewer.id, accountRoleId, guestIds: null })
    await expect(set).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
  const owner = { userId: tenant.customer.viewer.id }
  await expect(as(lead).team.removeMember(owner)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the last owner is neither removed nor demoted, by two at once neither', async () => {
  const { world, tenant } = await oneCustomer()
  const first = tenant.customer
  const { id: accountRoleId } = await as(first).role.create({ name: 'Reader', permissions: [] })
  const demote = (ctx: typeof first, userId: string) =>
    as(ctx).team.setMember({ userId, accountRoleId, guestIds: null })
  await expect(demote(first, first.viewer.id)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  const removal = as(first).team.removeMember({ userId: first.viewer.id })
  await expect(removal).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  const second = await world.member(first)
  const both = [demote(first, second.viewer.id), demote(second, first.viewer.id)]
  const settled = await Promise.allSettled(both)
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const owners = { accountId: tenant.customerId, accountRoleId: null }
  expect(await world.db.user.count({ where: owners })).toBe(1)
})

test('the last administrator cannot be removed', async () => {
  const world = await createWorld()
  const remove = (userId: string) => as(world.admin).team.removeMember({ userId })
  await expect(remove(world.admin.viewer.id)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  await remove(world.support.viewer.id)
  expect((await as(world.admin).team.members()).map(({ role }) => role)).toEqual(['admin'])
})

test('a changed role holds with the next request, and a removed member is signed out with consoles', async () => {
  const { world, tenant, guestId } = await oneCustomer()
  const { id: roleId } = await as(tenant.customer).role.create({ name: 'Op', permissions: ['guest.start'] })
  const member = await world.member(tenant.customer)
  const userId = member.viewer.id
  await as(tenant.customer).team.setMember({ userId, accountRoleId: roleId, guestIds: null })
  const limited = await world.again(member)
  expect(limited.viewer.roleName).toBe('Op')
  await as(limited).guest.start({ guestId })
  await as(tenant.customer).role.update({ roleId, name: 'Op', permissions: [] })
  const start = as(await world.again(member)).guest.start({ guestId })
  await expect(start).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const closed: string[] = []
  const { sessionId } = member.viewer
  world.panel.consoles.add(openConsole({ sessionId, revoke: () => closed.push('revoked') }))
  await as(tenant.customer).team.removeMember({ userId })
  expect(closed).toEqual(['revoked'])
  await expect(world.again(member)).rejects.toThrow('ended')
})

test('a role in use is not deleted; names differ by more than capitals', async () => {
  const { world, tenant } = await oneCustomer()
  const member = await world.member(tenant.customer)
  const { id: roleId } = await as(tenant.customer).role.create({ name: 'Op', permissions: [] })
  const set = { userId: member.viewer.id, guestIds: null }
  await as(tenant.customer).team.setMember({ ...set, accountRoleId: roleId })
  const remove = () => as(tenant.customer).role.delete({ roleId })
  await expect(remove()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  const again = as(tenant.customer).role.create({ name: 'OP', permissions: [] })
  await expect(again).rejects.toMatchObject({ code: 'CONFLICT' })
  const { id: other } = await as(tenant.customer).role.create({ name: 'O_', permissions: [] })
  await as(tenant.customer).role.delete({ roleId: other })
  await as(tenant.customer).team.setMember({ ...set, accountRoleId: null })
  await remove()
  expect((await as(tenant.customer).role.list()).roles).toEqual([])
})

test("another account's members, roles and guests are not found", async () => {
  const { world, tenant, guestId } = await oneCustomer()
  const other = await world.tenant()
  const { id: roleId } = await as(other.customer).role.create({ name: 'Op', permissions: [] })
  const member = await world.member(tenant.customer)
  const standing = { accountRoleId: null, guestIds: null }
  const set = (input: object) =>
    as(tenant.customer).team.setMember({ userId: member.viewer.id, ...standing, ...input })
  await expect(set({ userId: other.customer.viewer.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(set({ accountRoleId: roleId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const foreign = as(other.customer).team.setMember({
    ...{ userId: (await world.member(other.customer)).viewer.id, accountRoleId: roleId, guestIds: [guestId] },
  })
  await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(as(other.customer).role.delete({ roleId: 'none' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
