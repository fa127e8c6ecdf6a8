import { expect, test } from 'vitest'
import { as, createWorld } from '../../testing/world.ts'

const ASK = { kind: 'stop' as const, count: 50, minutes: 15 }

test('an administrator asks for a bulk permit, sees the command for root, and takes it back', async () => {
  const world = await createWorld()
  await world.db.host.update({ where: { id: 'local' }, data: { socketPath: '/run/shop/agent/agent.sock' } })
  const bulk = as(world.admin).bulk
  const permit = await bulk.ask({ hostId: 'local', ask: ASK })
  expect(permit).toMatchObject({ ...ASK, state: 'asked' })
  expect(permit.command).toBe(`/usr/local/lib/shop/programs/vs-confirm --instance shop ${permit.id}`)
  expect(await bulk.list({ hostId: 'local' })).toEqual([permit])
  expect(await bulk.withdraw({ hostId: 'local', id: permit.id })).toEqual([])
  const audit = await as(world.admin).audit.list()
  expect(audit.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['bulk.withdraw', 'succeeded'],
    ['bulk.ask', 'succeeded'],
  ])
})

test('run-time files elsewhere are named in the command', async () => {
  const world = await createWorld()
  await world.db.host.update({ where: { id: 'local' }, data: { socketPath: '/srv/run/agent/agent.sock' } })
  const { command, id } = await as(world.admin).bulk.ask({ hostId: 'local', ask: ASK })
  expect(command).toBe(`vs-confirm --run /srv/run ${id}`)
})

test('a host that is not there is not found, and resellers ask for nothing', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  await expect(as(world.admin).bulk.list({ hostId: 'other' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(as(tenant.reseller).bulk.ask({ hostId: 'local', ask: ASK })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})
