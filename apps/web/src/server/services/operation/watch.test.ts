import { expect, test } from 'vitest'
import { dataOf } from '../../testing/data-of.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

test('an operation that ended before anybody watched, and before it was mirrored, is told to have ended', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  world.agent.hold = true
  const { operationId } = await as(tenant.reseller).guest.restart({ guestId })
  world.agent.finish(operationId, 'succeeded')
  const events = await as(tenant.customer).operation.watch({ operationId })
  const states = (await Array.fromAsync(dataOf(events))).map(({ state }) => state)
  expect(states).toEqual(['succeeded'])
})

test('each step is told until the end', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  world.agent.hold = true
  const { operationId } = await as(tenant.reseller).guest.restart({ guestId })
  const events = dataOf(await as(tenant.customer).operation.watch({ operationId }))
  const next = async () => (await events.next()).value
  expect(await next()).toMatchObject({ state: 'running', guestName: 'web', userName: 'reseller' })
  world.agent.finish(operationId, 'failed')
  expect(await next()).toMatchObject({ state: 'failed' })
  expect((await events.next()).done).toBe(true)
})
