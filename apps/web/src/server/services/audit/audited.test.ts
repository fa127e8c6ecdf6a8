import { expect, test } from 'vitest'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { mirrorOperation } from '../operation/mirror.ts'

test('every act on a guest is in its log, with who did it and how it went', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await as(world.support).guest.restart({ guestId })
  const rows = await as(tenant.customer).audit.list({ guestId })
  expect(rows).toMatchObject([
    { action: 'guest.restart', role: 'support', subject: 'web', outcome: 'succeeded' },
    { action: 'guest.create', role: 'reseller', subject: 'web', outcome: 'succeeded' },
  ])
})

test('an act that goes on as an operation went as the operation did', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  world.agent.hold = true
  const newest = async () => (await as(tenant.customer).audit.list({ guestId }))[0]
  const ends = [
    ['succeeded', null, 'succeeded', null],
    ['failed', { code: 'NO_CAPACITY', message: 'Full.', hint: null }, 'failed', 'NO_CAPACITY'],
    ['cancelled', null, 'failed', 'CANCELLED'],
  ] as const
  for (const [state, error, outcome, detail] of ends) {
    const { operationId } = await as(tenant.reseller).guest.restart({ guestId })
    expect(await newest()).toMatchObject({ action: 'guest.restart', outcome: 'running' })
    world.agent.finish(operationId, state, error)
    await as(tenant.reseller).operation.get({ operationId })
    expect(await newest()).toMatchObject({ outcome, detail })
  }
})

test('an end that is mirrored before the request has said who asked is not lost', async () => {
  const { db, admin, agent } = await createWorld()
  const ended = await agent.buildTemplate({ id: 'debian-12' as never })
  const { id: auditId } = await db.auditRow.create({
    data: { userId: 'u', userName: 'U', role: 'admin', requestId: 'r', action: 'a', subject: 's' },
  })
  await mirrorOperation(db, ended, { hostId: 'local' })
  const stale = { ...ended, state: 'running' as const, finishedAt: null }
  await mirrorOperation(db, stale, { hostId: 'local', auditId, user: admin.viewer })
  expect(await db.auditRow.findUnique({ where: { id: auditId } })).toMatchObject({ outcome: 'succeeded' })
})

test('an audit row gets its outcome once; nothing else can be changed, and nothing removed', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  await sellGuest(world, tenant, 'web')
  const { db } = world
  const [row] = await db.auditRow.findMany()
  const where = { id: row?.id ?? '' }
  await expect(db.auditRow.update({ where, data: { outcome: 'failed' } })).rejects.toThrow(/written once/)
  await expect(db.auditRow.delete({ where })).rejects.toThrow(/cannot be removed/)
  await expect(db.$executeRawUnsafe('TRUNCATE "AuditRow"')).rejects.toThrow(/cannot be removed/)
  const base = {
    userId: 'u',
    userName: 'U',
    role: 'admin',
    requestId: 'r',
    action: 'a',
    subject: 's',
  } as const
  const open = await db.auditRow.create({ data: base })
  const outcome = { outcome: 'succeeded', outcomeAt: new Date() }
  await expect(
    db.auditRow.update({ where: { id: open.id }, data: { ...outcome, userName: 'V' } }),
  ).rejects.toThrow(/cannot be changed/)
  await db.auditRow.update({ where: { id: open.id }, data: outcome })
})
