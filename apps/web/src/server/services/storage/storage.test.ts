import { NO_REPORTS } from '@vserver/core/storage/model'
import { GIB, MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

const host = { hostId: 'local' }
/** Of the fake host's template. */
const TEMPLATE_BYTES = 300_000_000
const at = '2026-01-01T00:00:00.000Z'
const report = { at, files: 9, bytes: 9, pooled: 3, savedBytes: 7 * MIB, objects: 0, problems: 0 }

test('the storage of a host tells what it can enforce, who uses it, and what sharing saves', async () => {
  const world = await createWorld()
  const guestId = await sellGuest(world, await world.tenant(), 'web')
  const [name = ''] = world.agent.guests.keys()
  world.agent.reports.set(name, { ...NO_REPORTS, unify: report, predict: { ...report, savedBytes: MIB } })
  world.agent.disks.set(name, {
    ...{ name, enforcement: 'none', level: 'fine', measuredAt: at },
    ...{ bytes: 5 * MIB, inodes: 40, bytesLimit: null, inodesLimit: null },
  })
  await world.hub.refresh()
  const view = await as(world.admin).storage.get(host)
  expect(view).toMatchObject({
    storage: { filesystem: 'ext4', enforcement: 'project' },
    ...{ isLow: false, busyWith: null, lastSweep: null },
    walk: { durationUs: 97 },
    totals: { ownBytes: 5 * MIB, sharedBytes: TEMPLATE_BYTES + 7 * MIB, predictedBytes: MIB, guests: 1 },
  })
  expect(view.guests).toMatchObject([
    {
      ...{ guestId, name: 'web', state: 'running', isStopped: false, backend: null },
      ...{ savedBytes: 7 * MIB, predictedBytes: MIB, unifiedAt: at, predictedAt: at },
      disk: { name: 'web', enforcement: 'none', measuredAt: at },
    },
  ])
  expect(view.templates).toEqual([
    {
      ...{ id: 'debian-12.v1', label: 'Debian 12 (bookworm), version 1', bytes: TEMPLATE_BYTES, guests: 1 },
      ...{ savedBytes: 0, unsharedByUpgradeBytes: TEMPLATE_BYTES },
    },
  ])
})

test('a template that is shared saves a copy for each guest but one; trees of their own share nothing', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  for (const name of ['a', 'b', 'c']) await sellGuest(world, tenant, name)
  const [first] = world.agent.guests.values()
  if (first) world.agent.put({ ...first, backend: 'tree' })
  const { templates, guests } = await as(world.admin).storage.get(host)
  expect(templates).toMatchObject([
    { guests: 3, savedBytes: TEMPLATE_BYTES, unsharedByUpgradeBytes: 2 * TEMPLATE_BYTES },
  ])
  expect(guests.map(({ sharedBytes }) => sharedBytes)).toEqual([0, TEMPLATE_BYTES, TEMPLATE_BYTES])
})

test('a guest of nobody is listed by its name on the host', async () => {
  const world = await createWorld()
  await sellGuest(world, await world.tenant(), 'web')
  await world.db.reservation.deleteMany()
  await world.db.operation.deleteMany()
  await world.db.guest.deleteMany()
  const [name] = world.agent.guests.keys()
  expect((await as(world.admin).storage.get(host)).guests).toMatchObject([
    { guestId: null, name, disk: null },
  ])
})

test('a storage with little room left says so', async () => {
  const world = await createWorld()
  world.agent.storageFacts.bytesFree = GIB
  expect((await as(world.admin).storage.get(host)).isLow).toBe(true)
})

test.each(['sweep', 'verify', 'predict'] as const)(
  '%s is an operation of the host with an audit row',
  async (work) => {
    const world = await createWorld()
    world.agent.hold = true
    const { operationId } = await as(world.admin).storage[work](host)
    expect(await as(world.admin).operation.get({ operationId })).toMatchObject({
      ...{ kind: `storage.${work}`, subject: 'storage:all', guestId: null, state: 'running' },
    })
    await expect.poll(async () => (await as(world.admin).storage.get(host)).busyWith).toMatch(/\.$/)
    const error = { code: 'INVALID_STATE', message: '2 problems were found.', hint: null }
    world.agent.finish(operationId, 'failed', error)
    await world.hub.refresh()
    expect((await as(world.admin).storage.get(host)).busyWith).toBeNull()
    expect((await as(world.admin).audit.list())[0]).toMatchObject({
      action: `storage.${work}`,
      subject: 'host',
    })
  },
)

test('what the last sweep and the last verify came to is told', async () => {
  const world = await createWorld()
  await as(world.admin).storage.sweep(host)
  await as(world.admin).storage.verify(host)
  expect(await as(world.admin).storage.get(host)).toMatchObject({
    lastSweep: { state: 'succeeded', message: null },
    lastVerify: { state: 'succeeded', message: null },
  })
})

test('unifying all says in the audit whether guests are stopped for it, and until when', async () => {
  const world = await createWorld()
  await as(world.admin).storage.unify(host)
  await as(world.admin).storage.unify({ ...host, stopRunning: true, until: at })
  const details = (await as(world.admin).audit.list()).map(({ detail }) => detail)
  expect(details).toEqual([`all, stopped for it, until ${at}`, 'those that are stopped'])
})

test('a self-test is audited and its outcome is shown', async () => {
  const world = await createWorld()
  world.agent.storageFacts.selfTest = { at, passed: false, failure: 'write: errno 28' }
  expect((await as(world.admin).storage.selfTest(host)).selfTest).toMatchObject({ passed: false })
  expect((await as(world.admin).audit.list())[0]).toMatchObject({
    action: 'storage.selfTest',
    subject: 'host',
  })
})
