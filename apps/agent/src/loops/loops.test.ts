import { FilesJobId } from '@vserver/core/files/model'
import { beginOperation } from '@vserver/core/operation'
import { OperationId, type OperationKind } from '@vserver/core/operation/model'
import { guestName, guestRecord, readyBuild, runningGuest, templateName } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { recoverOperations } from '../operations/recover.ts'
import { testAgent } from '../testing/test-agent.ts'
import { collectUnused } from './template-collector.ts'

const web1 = guestName('web1')

async function leaveOperation(agent: ReturnType<typeof testAgent>, kind: OperationKind, subject: string) {
  const id = OperationId.parse('op-0123456789')
  const operation = beginOperation({ id, kind, subject, cancellable: false, idempotencyKey: null }, 0)
  await agent.host.operations.write(operation)
  return id
}

test('an act that a restart of the agent cut off is told after the guest was put in order', async () => {
  const test = testAgent({ guests: [guestRecord('web1', { intent: 'start', desired: 'running' })] })
  const id = await leaveOperation(test, 'guest.start', 'web1')
  const left = await test.agent.operations.load()
  await test.agent.reconciler.all()
  await recoverOperations(test.agent, left)
  expect(await test.caller.operation.get({ id })).toMatchObject({
    state: 'failed',
    error: { message: 'It was interrupted by a restart of the agent; guest web1 is running now.' },
  })
})

test('a template build goes on under the next agent', async () => {
  const test = testAgent()
  const id = await leaveOperation(test, 'template.build', templateName)
  await recoverOperations(test.agent, await test.agent.operations.load())
  await test.agent.operations.idle()
  expect(await test.caller.operation.get({ id })).toMatchObject({ state: 'succeeded' })
})

test('work on files goes on under the next agent, which holds the guest until it ends', async () => {
  const job = { id: FilesJobId.parse('op-0123456789'), backend: null }
  const test = testAgent({ guests: [guestRecord('web1', { intent: 'unify', job })] })
  await test.host.files.start({ id: job.id, kind: 'unify', guest: web1 })
  const id = await leaveOperation(test, 'guest.unify', 'web1')
  const left = await test.agent.operations.load()
  await test.agent.reconciler.all()
  await recoverOperations(test.agent, left)
  await expect(test.caller.guest.start({ name: web1 })).rejects.toMatchObject({ cause: { code: 'BUSY' } })
  test.host.jobs.end(job.id, { state: 'done', savedBytes: 3 })
  await test.agent.operations.idle()
  expect(await test.caller.operation.get({ id })).toMatchObject({ state: 'succeeded' })
  expect(test.host.records.get(web1)).toMatchObject({ intent: null, reports: { unify: { savedBytes: 3 } } })
})

test('work on files that the host has forgotten says that it was interrupted', async () => {
  const test = testAgent()
  const id = await leaveOperation(test, 'storage.sweep', 'storage:all')
  await recoverOperations(test.agent, await test.agent.operations.load())
  await test.agent.operations.idle()
  expect(await test.caller.operation.get({ id })).toMatchObject({
    state: 'failed',
    error: { code: 'INTERNAL' },
  })
})

test('a deletion of a template that was cut off is told', async () => {
  const test = testAgent()
  const id = await leaveOperation(test, 'template.delete', 'debian-12.v1')
  await recoverOperations(test.agent, await test.agent.operations.load())
  const message = 'It was interrupted by a restart of the agent; template debian-12.v1 may be there still.'
  expect(await test.caller.operation.get({ id })).toMatchObject({ state: 'failed', error: { message } })
})

test('a guest without a record is reported once and left running', async () => {
  const { host, agent, lines } = testAgent()
  host.kernel.boot(guestRecord('stray'))
  await agent.reconciler.all()
  await agent.reconciler.all()
  expect(lines.filter((line) => line.fields.guest === 'stray')).toHaveLength(1)
  expect(host.kernel.isRunning(guestName('stray'))).toBe(true)
})

test('a guest that somebody acts on is left to them', async () => {
  const { host, agent } = testAgent({ guests: [guestRecord('web1', { intent: 'create' })] })
  const release = await agent.locks.acquire(web1, 'guest.create')
  await agent.reconciler.all()
  expect(host.records.has(web1)).toBe(true)
  release()
  await agent.reconciler.all()
  expect(host.records.has(web1)).toBe(false)
})

test('a fault that lasts is logged once', async () => {
  const { host, agent, lines } = testAgent({ guests: [runningGuest('web1')], refuse: 'runtime.inspect' })
  await agent.reconciler.all().catch(() => {})
  await agent.reconciler.all().catch(() => {})
  expect(lines.filter((line) => line.event === 'reconcile')).toHaveLength(1)
  host.revive()
})

test('unused versions of templates are deleted after the days they are kept, and never without a number', async () => {
  const old = '.v1 .v2 .v3'.split(' ').map((version) => [`debian-12${version}`, readyBuild(0)])
  const { host, agent, lines } = testAgent({ templates: Object.fromEntries(old) })
  await collectUnused(agent, null)
  expect(host.builds.size).toBe(3)
  await collectUnused(agent, 30)
  expect([...host.builds.keys()]).toEqual(['debian-12.v3'])
  expect(lines.map(({ fields }) => fields.template)).toEqual(['debian-12.v2', 'debian-12.v1'])
})
