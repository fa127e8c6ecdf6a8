import { expect, test } from 'vitest'
import { VIEW_AS_DENIED } from '../../policy.ts'
import { openConsole } from '../../testing/open-console.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

async function viewing() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await as(tenant.reseller).viewAs.start({ accountId: tenant.customerId })
  return { world, tenant, guestId, ctx: await world.again(tenant.reseller) }
}

test('who views as a customer sees and may what it does, without what is its own alone', async () => {
  const { world, tenant, guestId, ctx } = await viewing()
  const { viewer } = ctx
  expect(viewer).toMatchObject({
    id: tenant.customer.viewer.id,
    role: 'customer',
    accountId: tenant.customerId,
  })
  expect(viewer.behind).toMatchObject({ id: tenant.reseller.viewer.id, role: 'reseller' })
  for (const denied of VIEW_AS_DENIED) expect(viewer.rights.has(denied), denied).toBe(false)
  const lost = [...tenant.customer.viewer.rights].filter((right) => !viewer.rights.has(right))
  expect(lost.every((right) => (VIEW_AS_DENIED as readonly string[]).includes(right))).toBe(true)
  await as(ctx).guest.start({ guestId })
  const ticket = as(ctx).console.ticket({ guestId, kind: 'shell' })
  await expect(ticket).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(as(ctx).me.sessions()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await as(ctx).me.get()).behind).toMatchObject({ name: 'reseller' })
  await as(ctx).viewAs.stop()
  expect((await world.again(tenant.reseller)).viewer.behind).toBeNull()
})

test('start, stop and every act are in the audit with both names', async () => {
  const { tenant, guestId, ctx } = await viewing()
  await as(ctx).guest.stop({ guestId })
  await as(ctx).viewAs.stop()
  const rows = await as(tenant.customer).audit.list()
  const told = new Map(rows.map(({ action, userName, role }) => [action, `${userName}, ${role}`]))
  expect(told.get('viewAs.start')).toBe('reseller, reseller')
  expect(told.get('guest.stop')).toBe('reseller as customer, reseller')
  expect(told.get('viewAs.stop')).toBe('reseller as customer, reseller')
  const operations = await as(tenant.customer).operation.list()
  expect(operations.map(({ userName }) => userName)).toContain('reseller as customer')
})

test('it ends by itself, with the right to it, and when the customer is not in reach any more', async () => {
  const { world, tenant } = await viewing()
  const { sessionId } = tenant.reseller.viewer
  const behind = async () => (await world.again(tenant.reseller)).viewer.behind
  const until = (viewAsUntil: Date) =>
    world.db.session.update({ where: { id: sessionId }, data: { viewAsUntil } })
  const { viewAsUntil } = await world.db.session.findUniqueOrThrow({ where: { id: sessionId } })
  expect((viewAsUntil?.getTime() ?? 0) - world.clock.nowMs).toBe(30 * 60_000)
  await until(new Date(Date.now() - 1))
  expect(await behind()).toBeNull()
  await until(new Date(Date.now() + 60_000))
  expect(await behind()).not.toBeNull()
  const { resellerId: accountId } = tenant
  const role = await world.db.accountRole.create({ data: { accountId, name: 'No view', permissions: [] } })
  const whose = { id: tenant.reseller.viewer.id }
  await world.db.user.update({ where: whose, data: { accountRoleId: role.id } })
  expect(await behind()).toBeNull()
  await world.db.user.update({ where: whose, data: { accountRoleId: null } })
  await world.db.user.update({ where: { id: tenant.customer.viewer.id }, data: { banned: true } })
  expect(await behind()).toBeNull()
})

test('nobody views as staff, as themselves, as the customers of others or through somebody else', async () => {
  const { world, tenant, ctx } = await viewing()
  const other = await world.tenant()
  const start = (who: typeof ctx, accountId: string) => as(who).viewAs.start({ accountId })
  for (const accountId of [other.customerId, tenant.resellerId, other.resellerId, 'none'])
    await expect(start(tenant.reseller, accountId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(start(ctx, tenant.customerId)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(start(tenant.customer, tenant.customerId)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await start(world.admin, other.resellerId)
  expect((await world.again(world.admin)).viewer).toMatchObject({
    role: 'reseller',
    accountId: other.resellerId,
  })
})

test('a user of a reseller gains nothing in the place of a customer', async () => {
  const { world, tenant } = await viewing()
  const helper = await world.member(tenant.reseller, { permissions: ['viewAs', 'guest.start'] })
  await as(helper).viewAs.start({ accountId: tenant.customerId })
  const { rights } = (await world.again(helper)).viewer
  expect([...rights].sort()).toEqual(['guest.read', 'guest.start', 'me.read', 'operation.read'])
})

test('consoles that were open are closed when somebody begins to view as another', async () => {
  const { world, tenant } = await viewing()
  const closed: string[] = []
  const { sessionId } = world.admin.viewer
  world.panel.consoles.add(openConsole({ sessionId, revoke: () => closed.push('revoked') }))
  await as(world.admin).viewAs.start({ accountId: tenant.customerId })
  expect(closed).toEqual(['revoked'])
})
