import { UNTOLD } from '@vserver/core/sample/model'
import { expect, test } from 'vitest'
import { dataOf } from '../../testing/data-of.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

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
  world.agent.emit({ kind: 'sample', name: 'somebody-else', sample: sample(1) })
  world.agent.emit({ kind: 'sample', name, sample: sample(2) })
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
  world.agent.emit({ kind: 'sample', name, sample: sample(1) })
  const guest = world.agent.guests.get(name)
  if (guest) world.agent.emit({ kind: 'guest', guest })
  const guestId = await sellGuest(world, other, 'mine')
  expect((await first).value).toMatchObject({ kind: 'guest', guestId, guest: { name: 'mine' } })
})
