import { expect, test } from 'vitest'
import { seeToLife } from '../../life-loop.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

const DAY_MS = 86_400_000

async function sold() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const onHost = () => [...world.agent.guests.values()][0]
  const round = async () => {
    await world.hub.refresh()
    await seeToLife(world.panel, world.hub)
    await world.hub.refresh()
  }
  const seller = as(tenant.reseller)
  const names = async () => (await as(tenant.customer).guest.list()).rows.map(({ name }) => name)
  return { world, tenant, guestId, onHost, round, seller, names }
}

test('a guest in the bin is down, in no list and denied to everybody, and keeps its part of the pool', async () => {
  const { tenant, guestId, onHost, seller, names } = await sold()
  const before = await as(tenant.reseller).allowance.summary()
  await seller.guest.bin({ guestId })
  expect(onHost()?.state).toBe('stopped')
  expect(await names()).toEqual([])
  expect((await seller.guest.listBin()).map(({ name, bin }) => [name, bin?.byName])).toEqual([
    ['web', 'reseller'],
  ])
  for (const act of ['start', 'restart'] as const)
    await expect(as(tenant.customer).guest[act]({ guestId })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    })
  const limit = seller.limit.set({ guestId, change: { cpuWeight: 50 } })
  await expect(limit).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  expect(await as(tenant.reseller).allowance.summary()).toEqual(before)
})

test('who takes a guest out of the bin has it as it was', async () => {
  const { guestId, onHost, round, seller, names } = await sold()
  await seller.guest.bin({ guestId })
  await seller.guest.restore({ guestId })
  await round()
  expect(await names()).toEqual(['web'])
  await seller.guest.start({ guestId })
  expect(onHost()?.state).toBe('running')
  await expect(seller.guest.restore({ guestId })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
})

test('after a day the bin is emptied, not before', async () => {
  const { world, guestId, onHost, round, seller } = await sold()
  await seller.guest.bin({ guestId })
  world.clock.nowMs += DAY_MS - 1
  await round()
  expect(onHost()).toBeDefined()
  world.clock.nowMs += 1
  await round()
  expect(onHost()).toBeUndefined()
  const { life } = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  expect(life).toBe('deleting')
  await expect(seller.guest.restore({ guestId })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
})

test('a guest that is renamed keeps its name on the host; a name that is taken is refused', async () => {
  const { world, tenant, guestId, onHost, seller, names } = await sold()
  const hostName = onHost()?.name
  await sellGuest(world, tenant, 'mail')
  const rename = (name: string) => as(tenant.customer).guest.rename({ guestId, name: name as never })
  await expect(rename('mail')).rejects.toMatchObject({ code: 'CONFLICT' })
  await rename('www')
  expect(await names()).toEqual(['mail', 'www'])
  await seller.guest.stop({ guestId })
  expect(world.agent.guests.get(hostName as never)?.state).toBe('stopped')
})

test("a transferred guest is the other customer's alone, with what it takes of the pool", async () => {
  const { world, tenant, guestId, onHost, seller, names } = await sold()
  const helper = await world.member(tenant.customer, { permissions: [], guestIds: [guestId] })
  const rule = { name: 'Memory', guestId, subject: 'memoryShare', threshold: 0.9, clearBelow: 0.8 } as const
  const how = { forSeconds: 60, email: true, webhookUrl: null, quiet: null, enabled: true }
  await as(tenant.customer).alert.create({ rule: { ...rule, ...how } })
  const before = await as(tenant.reseller).allowance.summary()
  const { id: customerId } = await seller.customer.create({ name: 'Other', email: 'other@example.test' })
  await seller.guest.transfer({ guestId, customerId })
  expect(await names()).toEqual([])
  expect((await as(helper).guest.list()).rows).toEqual([])
  expect(await as(tenant.customer).alert.list()).toEqual([])
  expect(onHost()?.options.owner).toBe(customerId)
  expect(await as(tenant.reseller).allowance.summary()).toEqual(before)
  const rows = await world.db.auditRow.findMany({ where: { action: 'guest.transfer' } })
  expect(rows.map((row) => row.customerId).toSorted()).toEqual([tenant.customerId, customerId].toSorted())
})

test('who transfers a guest is offered the other customers of its reseller, and no others', async () => {
  const { world, guestId, seller, tenant } = await sold()
  await world.tenant()
  const gone = await seller.customer.create({ name: 'Gone', email: 'gone@example.test' })
  await seller.customer.delete({ customerId: gone.id })
  const { id } = await seller.customer.create({ name: 'Other', email: 'other@example.test' })
  for (const who of [world.admin, tenant.reseller])
    expect(await as(who).guest.newOwners({ guestId })).toEqual([{ id, name: 'Other' }])
})

test('a guest goes to no customer of another reseller, and nowhere when its host refuses', async () => {
  const { world, guestId, seller, tenant } = await sold()
  const other = await world.tenant()
  for (const customerId of [other.customerId, tenant.customerId, 'none']) {
    const transfer = seller.guest.transfer({ guestId, customerId })
    await expect(transfer).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
})
