import { VserverError } from '@vserver/core/errors'
import { type Operation, OperationId } from '@vserver/core/operation/model'
import { expect, test } from 'vitest'
import { seeToGuest, seeToLife } from '../../life-loop.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { reconcileHost } from '../guest/reconcile.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import type { SuspensionStep } from './model.ts'

const DAY_MS = 86_400_000

async function sold() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const onHost = () => {
    const [guest] = world.agent.guests.values()
    if (!guest) throw new Error('no guest on the host')
    return guest
  }
  const round = async () => {
    await world.hub.refresh()
    await seeToLife(world.panel, world.hub)
    await world.hub.refresh()
  }
  const seller = as(tenant.reseller)
  const suspend = async (step: SuspensionStep, escalateDays: number | null = null) => {
    await world.hub.refresh()
    await seller.guest.suspend({ guestId, step, reason: 'The invoice of May is open.', escalateDays })
    await world.hub.refresh()
  }
  const view = () => as(tenant.customer).guest.get({ guestId })
  return { world, tenant, guestId, onHost, round, seller, suspend, view }
}

test('a guest that is warned goes on as before, and its owner reads why', async () => {
  const { onHost, suspend, view } = await sold()
  const { limit } = onHost()
  await suspend('warned')
  expect(onHost()).toMatchObject({ state: 'running', limit })
  const { suspension, denied } = await view()
  expect(suspension).toMatchObject({
    step: 'warned',
    reason: 'The invoice of May is open.',
    byName: 'reseller',
  })
  expect(denied.start).not.toMatch('seller')
})

test('a throttled guest has less processor and network, keeps its pool, and has its own again after', async () => {
  const { world, tenant, guestId, onHost, round, seller, suspend } = await sold()
  const before = { limit: onHost().limit, pool: await as(tenant.reseller).allowance.summary() }
  await suspend('throttled')
  expect(onHost().limit).toMatchObject({ cpuMillicores: 50, memoryBytes: before.limit.memoryBytes })
  expect(onHost().limit.networkOutBits).not.toBeNull()
  await reconcileHost(world.panel, world.hub)
  expect(await as(tenant.reseller).allowance.summary()).toEqual(before.pool)
  expect((await seller.ledger.prove()).drifts).toEqual([])
  const change = seller.limit.set({ guestId, change: { cpuMillicores: 100 } })
  await expect(change).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  await seller.guest.lift({ guestId })
  await round()
  expect(onHost().limit).toEqual(before.limit)
  expect(await world.db.suspension.count()).toBe(0)
})

test('a stopped guest stays down whoever asks, and runs again when it is lifted', async () => {
  const { tenant, guestId, world, onHost, round, seller, suspend, view } = await sold()
  await suspend('stopped')
  expect(onHost().state).toBe('stopped')
  for (const caller of [as(tenant.customer), seller, as(world.admin)])
    await expect(caller.guest.start({ guestId })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  expect((await view()).denied.start).toMatch('The invoice of May is open.')
  world.agent.put({ ...onHost(), state: 'running', desired: 'running' })
  await round()
  expect(onHost().state).toBe('stopped')
  await seller.guest.lift({ guestId })
  await round()
  expect(onHost().state).toBe('running')
})

test('a guest that was down before it was stopped stays down when it is lifted', async () => {
  const { guestId, world, onHost, round, seller, suspend } = await sold()
  world.agent.put({ ...onHost(), state: 'stopped', desired: 'stopped' })
  await suspend('stopped')
  await seller.guest.lift({ guestId })
  await round()
  expect(onHost().state).toBe('stopped')
})

test('a guest that its seller has paused stands still whoever asks, and goes on when it is lifted', async () => {
  const { tenant, guestId, world, onHost, round, seller, suspend, view } = await sold()
  await suspend('paused')
  expect(onHost()).toMatchObject({ state: 'paused', desired: 'running' })
  for (const caller of [as(tenant.customer), seller, as(world.admin)])
    for (const act of ['resume', 'start', 'restart'] as const)
      await expect(caller.guest[act]({ guestId })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  const { denied } = await view()
  expect(denied.resume).toMatch('The invoice of May is open.')
  expect(denied.console).toMatch('paused')
  world.agent.put({ ...onHost(), state: 'running' })
  await round()
  expect(onHost().state).toBe('paused')
  await seller.guest.lift({ guestId })
  await round()
  expect(onHost().state).toBe('running')
  expect(await world.db.suspension.count()).toBe(0)
})

test('a guest that its owner has paused before it was suspended stays paused when it is lifted', async () => {
  const { tenant, guestId, onHost, round, seller, suspend } = await sold()
  await as(tenant.customer).guest.pause({ guestId })
  await suspend('paused')
  await round()
  await seller.guest.lift({ guestId })
  await round()
  expect(onHost().state).toBe('paused')
  await as(tenant.customer).guest.resume({ guestId })
  expect(onHost().state).toBe('running')
})

test('a paused guest that goes up the ladder is stopped, and runs again when it is lifted', async () => {
  const { guestId, onHost, round, seller, suspend } = await sold()
  await suspend('paused')
  await suspend('stopped')
  expect(onHost().state).toBe('stopped')
  await seller.guest.lift({ guestId })
  await round()
  await round()
  expect(onHost().state).toBe('running')
})

test('an archived guest is stopped and its files are packed; lifted, it has them again and runs', async () => {
  const { tenant, guestId, world, onHost, round, seller, suspend, view } = await sold()
  const pool = await as(tenant.reseller).allowance.summary()
  await suspend('archived')
  expect(onHost()).toMatchObject({ state: 'stopped', archivedAt: null })
  await round()
  expect(onHost()).toMatchObject({ state: 'stopped', archivedAt: expect.any(String) })
  const begun = world.agent.operations.length
  await round()
  await reconcileHost(world.panel, world.hub)
  expect(world.agent.operations).toHaveLength(begun)
  expect(await as(tenant.reseller).allowance.summary()).toEqual(pool)
  expect((await seller.ledger.prove()).drifts).toEqual([])
  for (const caller of [as(tenant.customer), seller, as(world.admin)])
    await expect(caller.guest.start({ guestId })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  const { denied, archivedAt } = await view()
  expect(archivedAt).not.toBeNull()
  for (const act of ['start', 'console', 'reinstall'] as const)
    expect(denied[act]).toBe('Its seller has archived it: The invoice of May is open.')
  const files = await as(world.admin).files.get({ guestId })
  for (const work of ['unify', 'fold', 'convert', 'predict'] as const)
    expect(files.denied[work]).toMatch('archived')
  expect(files.denied.verify).toBeNull()
  expect((await seller.files.get({ guestId })).denied.clone).toMatch('archived')

  await seller.guest.lift({ guestId })
  expect(onHost()).toMatchObject({ state: 'stopped', archivedAt: null })
  await round()
  expect(onHost().state).toBe('running')
  expect(await world.db.suspension.count()).toBe(0)
})

test('an archived guest that goes down the ladder has its files again and stays down', async () => {
  const { guestId, onHost, round, seller, suspend } = await sold()
  await suspend('archived')
  await round()
  await suspend('stopped')
  await round()
  expect(onHost()).toMatchObject({ state: 'stopped', archivedAt: null })
  await seller.guest.lift({ guestId })
  await round()
  expect(onHost().state).toBe('running')
})

test('what comes next on the ladder follows the end of what the host does, not the minute', async () => {
  const { world, guestId, onHost, seller, suspend } = await sold()
  await suspend('archived')
  await seeToGuest(world.panel, world.hub, guestId)
  expect(onHost().archivedAt).not.toBeNull()
  await world.hub.refresh()
  await seller.guest.lift({ guestId })
  await seeToGuest(world.panel, world.hub, guestId)
  expect(onHost()).toMatchObject({ state: 'running', archivedAt: null })
})

test('an archive that its host could not write is tried again after an hour, or when somebody asks', async () => {
  const { world, guestId, onHost, round, suspend } = await sold()
  await suspend('stopped')
  const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  const finishedAt = new Date(world.clock.nowMs).toISOString()
  const failed: Operation = {
    id: OperationId.parse('op-0123456789'),
    ...{
      kind: 'guest.archive',
      subject: row.hostName,
      state: 'failed',
      percent: 50,
      step: 'Packing the files',
    },
    ...{ startedAt: finishedAt, finishedAt, error: null, cancellable: true, idempotencyKey: null },
  }
  await mirrorOperation(world.db, failed, { hostId: row.hostId, guestId })
  await world.db.suspension.update({ where: { guestId }, data: { step: 'archived' } })
  await round()
  expect(onHost().archivedAt).toBeNull()
  await suspend('archived')
  expect(onHost().archivedAt).not.toBeNull()
  await suspend('stopped')
  await world.db.suspension.update({ where: { guestId }, data: { step: 'archived' } })
  world.clock.nowMs += 3_700_000
  await round()
  expect(onHost().archivedAt).not.toBeNull()
})

test('a planned ladder is climbed a rung each so many days, and ends at the top', async () => {
  const { world, onHost, round, suspend, view } = await sold()
  await suspend('warned', 3)
  const steps: unknown[] = []
  for (let day = 0; day <= 15; day += 3) {
    await round()
    const { suspension } = await view()
    steps.push([suspension?.step, suspension?.nextStep])
    world.clock.nowMs += 3 * DAY_MS
  }
  expect(steps).toEqual([
    ['warned', 'throttled'],
    ['throttled', 'paused'],
    ['paused', 'stopped'],
    ['stopped', 'archived'],
    ['archived', null],
    ['archived', null],
  ])
  expect(onHost()).toMatchObject({ state: 'stopped', archivedAt: expect.any(String) })
})

test('what a host that does not answer was asked is done when it answers again', async () => {
  const { world, onHost, round, suspend } = await sold()
  world.agent.refuse('setLimit', new VserverError('HOST_UNREACHABLE', 'gone'))
  await suspend('throttled')
  expect(onHost().limit.cpuMillicores).toBe(100)
  await round()
  expect(onHost().limit.cpuMillicores).toBe(50)
})

test('what was sold is not forgotten when the host did not answer while a guest went down the ladder', async () => {
  const { world, onHost, round, suspend } = await sold()
  const { limit } = onHost()
  await suspend('throttled')
  world.agent.refuse('setLimit', new VserverError('HOST_UNREACHABLE', 'gone'))
  await suspend('warned')
  await reconcileHost(world.panel, world.hub)
  await round()
  expect(onHost().limit).toEqual(limit)
})

test('a customer neither suspends nor lifts', async () => {
  const { tenant, guestId, suspend } = await sold()
  await suspend('warned')
  await expect(as(tenant.customer).guest.lift({ guestId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
