import { VserverError } from '@vserver/core/errors'
import { type GuestDisk, NO_REPORTS } from '@vserver/core/storage/model'
import { GIB, MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { as, createWorld, ENDLESS_POOL, sellGuest, type World } from '../../testing/world.ts'
import { reconcileHost } from '../guest/reconcile.ts'

/** Of the fake host's template. */
const TEMPLATE_BYTES = 300_000_000

async function soldGuest({ stopped = true } = {}) {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  if (stopped) await as(tenant.reseller).guest.stop({ guestId })
  await world.hub.refresh()
  return { world, tenant, guestId, hostName: [...world.agent.guests.keys()][0] ?? '' }
}

function diskOf(name: string, change: Partial<GuestDisk> = {}): GuestDisk {
  return {
    ...{ name, enforcement: 'project', level: 'fine', measuredAt: '2026-01-01T00:00:00.000Z' },
    ...{ bytes: 5 * MIB, inodes: 40, bytesLimit: GIB, inodesLimit: null },
    ...change,
  }
}

async function lastAudit({ admin }: World) {
  return (await as(admin).audit.list())[0]
}

test('whoever sees a guest sees how its files are kept, what they use and what they share', async () => {
  const { world, tenant, guestId, hostName } = await soldGuest()
  const at = '2026-01-01T00:00:00.000Z'
  const unify = { at, files: 9, bytes: 9, pooled: 3, savedBytes: 7 * MIB, objects: 0, problems: 0 }
  world.agent.reports.set(hostName, { ...NO_REPORTS, unify })
  world.agent.disks.set(hostName, diskOf(hostName))
  await world.hub.refresh()
  for (const ctx of [tenant.reseller, tenant.customer, world.admin, world.support]) {
    const files = await as(ctx).files.get({ guestId })
    expect(files).toMatchObject({
      sharedBytes: TEMPLATE_BYTES + 7 * MIB,
      isRunning: false,
      reports: { unify },
    })
    expect(files.disk, 'by the name that its tenants know').toEqual(diskOf('web'))
  }
  expect((await as(tenant.customer).guest.get({ guestId })).disk).toMatchObject({ bytes: 5 * MIB })
})

test('a change of what a guest uses is shown at once', async () => {
  const { world, tenant, guestId, hostName } = await soldGuest()
  expect((await as(tenant.customer).guest.get({ guestId })).disk).toBeNull()
  world.agent.emit({ kind: 'disk', disk: diskOf(hostName, { level: 'full', bytes: GIB }) })
  await expect
    .poll(async () => (await as(tenant.customer).guest.get({ guestId })).disk)
    .toMatchObject({ name: 'web', level: 'full' })
})

test.each(['unify', 'fold', 'predict', 'verify'] as const)(
  '%s is an operation with an audit row',
  async (verb) => {
    const { world, tenant, guestId } = await soldGuest()
    const { operationId } = await as(tenant.reseller).files[verb]({ guestId })
    const operation = await as(tenant.customer).operation.get({ operationId })
    expect(operation).toMatchObject({ kind: `guest.${verb}`, guestName: 'web', userName: 'reseller' })
    expect(await lastAudit(world)).toMatchObject({
      action: `guest.${verb}`,
      subject: 'web',
      outcome: 'succeeded',
    })
  },
)

test('what a running guest refuses says so in the name its tenants know, and what to do', async () => {
  const { world, tenant, guestId } = await soldGuest({ stopped: false })
  await expect(as(tenant.reseller).files.unify({ guestId })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    cause: { message: 'Guest web is running.', hint: 'Stop it first.' },
  })
  expect(await lastAudit(world)).toMatchObject({ action: 'guest.unify', outcome: 'failed' })
  await as(tenant.reseller).files.unify({ guestId, stopFirst: true })
  expect(await lastAudit(world)).toMatchObject({ outcome: 'succeeded', detail: 'stopped for it' })
})

test('the reasons against each work depend on the role and on the state', async () => {
  const { tenant, guestId, world } = await soldGuest({ stopped: false })
  const running = await as(tenant.reseller).files.get({ guestId })
  expect(running).toMatchObject({
    isRunning: true,
    denied: { unify: 'Stop it first.', predict: null, verify: null, clone: 'Stop it first.' },
    stopUnifyDenied: null,
  })
  expect(running.denied.convert).toContain('may not')
  const customer = await as(tenant.customer).files.get({ guestId })
  expect(Object.values(customer.denied).every((reason) => reason?.includes('may not'))).toBe(true)
  await as(tenant.reseller).guest.stop({ guestId })
  await world.hub.refresh()
  expect(await as(world.admin).files.get({ guestId })).toMatchObject({
    denied: { unify: null, fold: null, convert: null },
    stopUnifyDenied: 'The guest is not running.',
  })
})

test('an administrator changes the backend, and is told which cannot be chosen', async () => {
  const { world, guestId, tenant } = await soldGuest()
  const { backends } = await as(world.admin).files.get({ guestId })
  expect(backends.map(({ backend, reason }) => [backend, reason === null])).toEqual([
    ['overlay', true],
    ['image', false],
    ['tree', true],
  ])
  await as(world.admin).files.convert({ guestId, backend: 'tree' })
  expect(await lastAudit(world)).toMatchObject({
    action: 'guest.convert',
    outcome: 'succeeded',
    detail: 'to tree',
  })
  await world.hub.refresh()
  expect((await as(tenant.customer).guest.get({ guestId })).backend).toBe('tree')
})

const CLONE = { name: 'copy' as never, requestKey: 'key-of-clone' }

test('a clone belongs to the same customer, and takes as much out of the pool', async () => {
  const { world, tenant, guestId } = await soldGuest()
  const clone = await as(tenant.reseller).files.clone({ guestId, ...CLONE })
  expect(await as(tenant.reseller).files.clone({ guestId, ...CLONE }), 'a repeat is the same').toEqual(clone)
  await reconcileHost(world.panel, world.hub)
  const { rows: guests } = await as(tenant.customer).guest.list()
  expect(guests.map(({ name, hostname, plan }) => [name, hostname, plan.name])).toEqual([
    ['copy', 'copy', 'tiny'],
    ['web', 'web', 'tiny'],
  ])
  expect(await as(tenant.reseller).allowance.summary()).toContainEqual({
    ...{ kind: 'memoryBytes', granted: 1024 * MIB },
    ...{ reserved: 128 * MIB, left: 896 * MIB },
  })
  expect(await lastAudit(world)).toMatchObject({ action: 'guest.clone', subject: 'web', detail: 'as copy' })
})

test('a clone that the host refuses, or the pool does not hold, leaves nothing behind', async () => {
  const { world, tenant, guestId } = await soldGuest()
  const before = await world.db.reservation.count()
  world.agent.refuse('cloneGuest', new VserverError('NO_CAPACITY', 'full', { hint: 'Make room.' }))
  await expect(as(tenant.reseller).files.clone({ guestId, ...CLONE })).rejects.toMatchObject({
    cause: { code: 'NO_CAPACITY' },
  })
  const allowances = { ...ENDLESS_POOL, guests: 1 }
  await as(world.admin).account.setAllowances({ accountId: tenant.resellerId, allowances })
  await expect(as(tenant.reseller).files.clone({ guestId, ...CLONE })).rejects.toMatchObject({
    code: 'PAYMENT_REQUIRED',
  })
  expect(await world.db.guest.count()).toBe(1)
  expect(await world.db.reservation.count()).toBe(before)
})

test('a clone whose answer was lost becomes the tenant’s when it is on the host', async () => {
  const { world, tenant, guestId } = await soldGuest()
  world.agent.refuse('cloneGuest', new VserverError('TIMEOUT', 'no answer'), 'after')
  await expect(as(tenant.reseller).files.clone({ guestId, ...CLONE })).rejects.toBeDefined()
  await reconcileHost(world.panel, world.hub)
  expect(await world.db.guest.findMany({ where: { name: 'copy' } })).toMatchObject([{ life: 'active' }])
})
