import { TemplateId } from '@vserver/core/template/model'
import { expect, test } from 'vitest'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { reconcileHost } from '../guest/reconcile.ts'

async function sold() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const [choice] = await as(tenant.customer).guest.reinstallChoices({ guestId })
  if (!choice) throw new Error('no template is ready')
  const onHost = () => {
    const [guest] = world.agent.guests.values()
    if (!guest) throw new Error('no guest on the host')
    return guest
  }
  return { world, tenant, guestId, templateId: choice.id, onHost }
}

test('a customer reinstalls a guest, which keeps its name, addresses, limits and part of the pool', async () => {
  const { world, tenant, guestId, templateId, onHost } = await sold()
  const customer = as(tenant.customer)
  const [before, pool] = [
    await customer.guest.get({ guestId }),
    await as(tenant.reseller).allowance.summary(),
  ]
  const { limit } = onHost()
  await customer.guest.reinstall({ guestId, templateId, confirmName: 'web' })
  await world.hub.refresh()
  const { name, addresses, hostname, plan, createdAt } = before
  const after = await customer.guest.get({ guestId })
  expect(after).toMatchObject({ name, addresses, hostname, plan, createdAt })
  expect(after.former).not.toBeNull()
  expect(onHost().limit).toEqual(limit)
  expect(await as(tenant.reseller).allowance.summary()).toEqual(pool)
  expect((await as(tenant.reseller).ledger.prove()).drifts).toEqual([])
})

test('a reinstall needs the name of the guest, and a template that is ready', async () => {
  const { tenant, guestId, templateId, world } = await sold()
  const { reinstall } = as(tenant.customer).guest
  await expect(reinstall({ guestId, templateId, confirmName: 'wed' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  await expect(reinstall({ guestId, templateId: 'no-such-one', confirmName: 'web' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await world.db.auditRow.count({ where: { action: 'guest.reinstall', outcome: 'failed' } })).toBe(1)
})

test('a guest that its seller holds is not reinstalled', async () => {
  const { tenant, guestId, templateId, world } = await sold()
  const held = { guestId, step: 'stopped', reason: 'unpaid', escalateDays: null } as const
  await as(tenant.reseller).guest.suspend(held)
  await world.hub.refresh()
  const { reinstall, get } = as(tenant.customer).guest
  await expect(reinstall({ guestId, templateId, confirmName: 'web' })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  })
  expect((await get({ guestId })).denied.reinstall).toMatch('unpaid')
})

test('a guest that is down for its traffic is not reinstalled, as its page says', async () => {
  const { tenant, guestId, templateId, world } = await sold()
  await world.db.trafficMeter.create({ data: { guestId, state: 'exceeded', action: 'suspend' } })
  const { reinstall, get } = as(tenant.customer).guest
  expect((await get({ guestId })).denied.reinstall).toMatch('traffic')
  await expect(reinstall({ guestId, templateId, confirmName: 'web' })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  })
})

test('what it had before is offered back while there is something, and not without', async () => {
  const { world, tenant, guestId, templateId } = await sold()
  const { get, reinstall, takeFormer } = as(tenant.customer).guest
  expect((await get({ guestId })).denied.takeFormer).not.toBeNull()
  await reinstall({ guestId, templateId, confirmName: 'web' })
  await world.hub.refresh()
  expect((await get({ guestId })).denied.takeFormer).toBeNull()
  await takeFormer({ guestId })
})

test('a guest that was reinstalled from another template is shown and kept as that', async () => {
  const { world, tenant, guestId, onHost } = await sold()
  world.agent.put({ ...onHost(), template: TemplateId.parse('debian-13.v2') })
  await world.hub.refresh()
  expect(await as(tenant.customer).guest.get({ guestId })).toMatchObject({ templateId: 'debian-13' })
  await reconcileHost(world.panel, world.hub)
  const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  expect(row.templateId).toBe('debian-13')
})
