import { expect, test } from 'vitest'
import { as, createWorld, orderOf, sellGuest, type Tenant, type World } from '../../testing/world.ts'
import { fromHostShare, toHostShare } from './share-name.ts'

async function soldGuests() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const otherId = await sellGuest(world, tenant, 'data')
  return { world, tenant, guestId, otherId }
}

async function onHost(world: World, guestId: string) {
  const { hostName } = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  const guest = world.agent.guests.get(hostName)
  if (!guest) throw new Error('not on the host')
  return guest
}

const area = (share: string) => [{ share: share as never, target: '/srv', readOnly: true }]
const asReseller = (tenant: Tenant) => as(tenant.reseller).runtime

test('a new guest belongs to its customer on the host, and has the init that was ordered', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const order = { ...orderOf(world, tenant, 'web'), initStyle: 'openrc' as const }
  const { guestId } = await as(tenant.reseller).guest.create(order)
  expect(await onHost(world, guestId)).toMatchObject({
    initStyle: 'openrc',
    options: { owner: tenant.customerId },
  })
})

test('spaces and order of boot name guests as the panel does, and the host hears its own names', async () => {
  const { world, tenant, guestId, otherId } = await soldGuests()
  const spaces = { network: otherId, ipc: null }
  const boot = { mark: 'web', order: 5, dependsOn: [otherId] }
  const change = { spaces, boot, stopSeconds: 90, contextCapabilities: ['mount' as const] }
  expect(await asReseller(tenant).set({ guestId, change })).toMatchObject(change)
  const other = (await onHost(world, otherId)).name
  expect((await onHost(world, guestId)).options).toMatchObject({
    spaces: { network: other, ipc: null },
    boot: { ...boot, dependsOn: [other] },
    stopSeconds: 90,
  })
  const view = await asReseller(tenant).get({ guestId })
  expect(view.siblings).toEqual([{ id: otherId, name: 'data' }])
  expect(view.offered).toEqual(['hostname', 'mount'])
})

test("another customer's guest is not found as a space, also of the same reseller", async () => {
  const { world, tenant, guestId } = await soldGuests()
  const stranger = await world.tenant()
  const cousin = await as(tenant.reseller).customer.create({ name: 'Cousin', email: 'cousin@example.test' })
  const strangerId = await sellGuest(world, stranger, 'web')
  const cousinId = await sellGuest(world, { ...tenant, customerId: cousin.id }, 'cousin')
  for (const id of [strangerId, cousinId, guestId, 'no-such-guest']) {
    const change = { spaces: { network: null, ipc: id } }
    await expect(asReseller(tenant).set({ guestId, change })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  expect((await onHost(world, guestId)).options.spaces).toEqual({ network: null, ipc: null })
})

test('two customers have an area of one name, and each sees its own', async () => {
  const { world, tenant, guestId } = await soldGuests()
  const stranger = await world.tenant()
  const strangerId = await sellGuest(world, stranger, 'web')
  const mine = await asReseller(tenant).set({ guestId, change: { mounts: area('files') } })
  const theirs = await asReseller(stranger).set({ guestId: strangerId, change: { mounts: area('files') } })
  expect([mine.areas, theirs.areas]).toEqual([['files'], ['files']])
  expect(mine.mounts).toEqual(area('files'))
  const [one, two] = [await onHost(world, guestId), await onHost(world, strangerId)]
  expect(one.options.mounts[0]?.share).not.toBe(two.options.mounts[0]?.share)
  expect((await asReseller(tenant).deleteArea({ guestId, area: 'files' as never })).areas).toEqual([])
  expect((await asReseller(stranger).get({ guestId: strangerId })).areas).toEqual(['files'])
})

test('capabilities are for administrators, and the act is in the audit', async () => {
  const { world, tenant, guestId } = await soldGuests()
  const capabilities = { add: ['NET_ADMIN' as const], remove: [] }
  await expect(asReseller(tenant).setCapabilities({ guestId, capabilities })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  await as(world.admin).runtime.setCapabilities({ guestId, capabilities })
  expect((await onHost(world, guestId)).options.capabilities).toEqual(capabilities)
  const [row] = await as(tenant.reseller).audit.list({ guestId })
  expect(row).toMatchObject({ action: 'capability.set', outcome: 'succeeded', role: 'admin' })
})

test('a customer does not see the runtime of a guest', async () => {
  const { tenant, guestId } = await soldGuests()
  await expect(as(tenant.customer).runtime.get({ guestId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the longest name of an area fits on the host, and one made there keeps its name', () => {
  const longest = 'a'.repeat(30)
  const share = toHostShare('customer', longest)
  expect(share.length).toBeLessThanOrEqual(39)
  expect(fromHostShare('customer', share)).toBe(longest)
  expect(fromHostShare('customer', 'common')).toBe('common')
})
