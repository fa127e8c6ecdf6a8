import { UNTOLD } from '@vserver/core/sample/model'
import { expect, test } from 'vitest'
import { dataOf } from '../../testing/data-of.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { getGuestInScope } from './in-scope.ts'
import { watchGuest } from './watch.ts'

const sample = (at: number) => ({
  ...UNTOLD,
  at,
  uptimeSeconds: 1,
  load1: 0,
  load5: 0,
  load15: 0,
  cpuMillicores: 0,
  cpuUsageMicroseconds: 0,
  memoryBytes: 0,
  processes: 1,
})

const sampled = (name: string, at: number) => ({
  kind: 'samples' as const,
  samples: new Map([[name, sample(at)]]),
})

async function watched() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const name = [...world.agent.guests.keys()][0] ?? ''
  return { world, tenant, guestId, name }
}

test('a watch begins with the guest as it is, and tells samples, states and the end', async () => {
  const { world, tenant, guestId, name } = await watched()
  const events = dataOf(await as(tenant.customer).guest.watch({ guestId }))
  const next = async () => (await events.next()).value
  expect(await next()).toMatchObject({ kind: 'guest', guest: { id: guestId, state: 'running' } })
  world.agent.emit(sampled('somebody-else', 1))
  world.agent.emit(sampled(name, 2))
  expect(await next()).toMatchObject({ kind: 'sample', sample: { at: 2 } })
  await as(tenant.reseller).guest.stop({ guestId })
  expect(await next()).toMatchObject({ kind: 'guest', guest: { state: 'stopped' } })
  await world.db.guest.update({ where: { id: guestId }, data: { life: 'deleting' } })
  world.agent.emit({ kind: 'guestDeleted', name })
  for (let event = await next(); event !== undefined; event = await next())
    if (event.kind === 'deleted') return
  expect.unreachable('the watch ended without saying that the guest is deleted')
})

test('who hears of the end of an operation finds it in the lists too', async () => {
  const { world, tenant, guestId } = await watched()
  world.agent.hold = true
  const { operationId } = await as(tenant.reseller).guest.restart({ guestId })
  const events = dataOf(await as(tenant.customer).guest.watch({ guestId }))
  await events.next()
  world.agent.finish(operationId, 'succeeded')
  expect((await events.next()).value).toMatchObject({ kind: 'operation', operation: { state: 'succeeded' } })
  const [newest] = await as(tenant.customer).audit.list({ guestId })
  expect(newest).toMatchObject({ action: 'guest.restart', outcome: 'succeeded' })
  expect(await as(tenant.customer).operation.list()).toContainEqual(
    expect.objectContaining({ id: operationId, state: 'succeeded' }),
  )
})

test('a list tells only of guests in scope', async () => {
  const { world, name } = await watched()
  const other = await world.tenant()
  const events = dataOf(await as(other.reseller).guest.watchList())
  const first = events.next()
  world.agent.emit(sampled(name, 1))
  const guest = world.agent.guests.get(name)
  if (guest) world.agent.emit({ kind: 'guest', guest })
  const guestId = await sellGuest(world, other, 'mine')
  expect((await first).value).toEqual({ kind: 'listed', guestId })
})

test('of a list only what is shown is told, and of the others that they come and go', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const shown = await sellGuest(world, tenant, 'shown')
  const beside = await sellGuest(world, tenant, 'beside')
  await world.hub.refresh()
  const events = dataOf(await as(tenant.reseller).guest.watchList({ guestIds: [shown] }))
  expect((await events.next()).value).toMatchObject({ kind: 'guest', guestId: shown })
  const later = events.next()
  await as(tenant.reseller).guest.stop({ guestId: beside })
  await world.hub.refresh()
  const born = await sellGuest(world, tenant, 'born')
  await world.hub.refresh()
  expect((await later).value).toEqual({ kind: 'listed', guestId: born })
})

test('a list comes in pages by name, and what is in alarm is found by its state', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  for (const name of ['c', 'a', 'b']) await sellGuest(world, tenant, name)
  await world.hub.refresh()
  const caller = as(tenant.reseller)
  const second = await caller.guest.list({ rows: 2, page: 2 })
  expect(second).toMatchObject({ total: 3, page: 2, pages: 2, rows: [{ name: 'c' }] })
  expect((await caller.guest.names()).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  expect((await caller.guest.list({ alarm: true })).rows).toEqual([])
  const [first] = [...world.agent.guests.values()]
  if (first) world.agent.guests.set(first.name, { ...first, state: 'failed' })
  await world.hub.refresh()
  expect((await caller.guest.list({ alarm: true })).rows).toMatchObject([{ state: 'failed' }])
})

test('a database that does not answer does not make a guest deleted', async () => {
  const { tenant, guestId } = await watched()
  const { customer } = tenant
  const guest = await getGuestInScope(customer, guestId)
  const broken = { findFirst: () => Promise.reject(new Error('the connection was lost')) }
  const db = new Proxy(customer.db, {
    get: (real, name) => (name === 'guest' ? broken : Reflect.get(real, name)),
  })
  const watch = watchGuest({ ...customer, db }, guest, undefined)
  await expect(watch.next()).rejects.toThrow('the connection was lost')
})
