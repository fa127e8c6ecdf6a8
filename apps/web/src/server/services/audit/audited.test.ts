import { expect, test } from 'vitest'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

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
