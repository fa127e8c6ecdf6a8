import { expect, test } from 'vitest'
import { as, createWorld, letIn, sellGuest } from '../../testing/world.ts'
import { redeemTicket } from './redeem.ts'

async function issued() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const { ticket } = await as(tenant.customer).console.ticket({ guestId, kind: 'shell' })
  return { world, tenant, guestId, ticket }
}

test('a ticket opens one console once, also when it is tried twice at the same time', async () => {
  const { tenant, guestId, ticket } = await issued()
  const tries = await Promise.allSettled([1, 2, 3].map(() => redeemTicket(tenant.customer, ticket)))
  const opened = tries.filter((result) => result.status === 'fulfilled')
  expect(opened.map(({ value }) => value.guest.id)).toEqual([guestId])
  await expect(redeemTicket(tenant.customer, ticket)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a ticket is of no use to another user, in another session, or when it is old', async () => {
  const { world, tenant, ticket } = await issued()
  const elsewhere = { ...tenant.customer, viewer: { ...tenant.customer.viewer, sessionId: 'other' } }
  for (const ctx of [tenant.reseller, world.support, world.admin, elsewhere])
    await expect(redeemTicket(ctx, ticket)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await world.db.consoleTicket.updateMany({ data: { expiresAt: new Date(0) } })
  await expect(redeemTicket(tenant.customer, ticket)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the database does not hold the ticket itself', async () => {
  const { world, ticket } = await issued()
  expect(JSON.stringify(await world.db.consoleTicket.findMany())).not.toContain(ticket)
  expect(JSON.stringify(await world.db.auditRow.findMany())).not.toContain(ticket)
})

test('a console of somebody else cannot be attached to', async () => {
  const { world, tenant, guestId } = await issued()
  const consoleId = 'c-0123456789'
  await world.db.console.create({ data: { id: consoleId, guestId, userId: world.support.viewer.id } })
  const request = { guestId, kind: 'shell' as const, consoleId: consoleId as never }
  await expect(as(tenant.customer).console.ticket(request)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await letIn(world, guestId)
  await expect(as(world.support).console.ticket(request)).resolves.toBeDefined()
})

test('a guest that is not running has no console, and says why', async () => {
  const { world, tenant, guestId } = await issued()
  await as(tenant.customer).guest.stop({ guestId })
  await world.hub.refresh()
  await expect(as(tenant.customer).console.ticket({ guestId, kind: 'shell' })).rejects.toMatchObject({
    cause: { code: 'INVALID_STATE', hint: expect.stringContaining('start it first') },
  })
  await expect(as(tenant.customer).console.ticket({ guestId, kind: 'boot' })).resolves.toBeDefined()
})
