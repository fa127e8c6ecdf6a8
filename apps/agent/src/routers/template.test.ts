import { type FakeHost, templateId } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

function finishBuild(host: FakeHost, change: { state: 'ready' | 'failed'; message?: string }): void {
  const build = host.builds.get(templateId)
  if (build === undefined) throw new Error('nothing is being built')
  const message = change.message ?? null
  host.builds.set(templateId, { ...build, state: change.state, message, finishedAtMs: host.now() })
}

test('a build is an operation that ends when the template is ready', async () => {
  const { caller, host, outcome } = testAgent({ templates: {} })
  const operation = await caller.template.build({ id: templateId })
  expect(operation).toMatchObject({ kind: 'template.build', state: 'running', cancellable: true })
  expect((await caller.template.build({ id: templateId })).id).toBe(operation.id)
  await expect.poll(() => host.builds.get(templateId)?.state).toBe('building')
  finishBuild(host, { state: 'ready' })
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded' })
  expect((await caller.template.list())[0]).toMatchObject({ id: 'debian-12', state: 'ready', percent: 100 })
})

test('a build that fails says why', async () => {
  const { caller, host, outcome } = testAgent({ templates: {} })
  const operation = await caller.template.build({ id: templateId })
  await expect.poll(() => host.builds.get(templateId)?.state).toBe('building')
  finishBuild(host, { state: 'failed', message: 'The mirror could not be reached.' })
  expect(await outcome(operation)).toMatchObject({
    state: 'failed',
    error: { message: 'The mirror could not be reached.' },
  })
})

test('a build can be cancelled', async () => {
  const { caller, host, outcome } = testAgent({ templates: {} })
  const operation = await caller.template.build({ id: templateId })
  await expect.poll(() => host.builds.get(templateId)?.state).toBe('building')
  await caller.operation.cancel({ id: operation.id })
  expect(await outcome(operation)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' } })
})

test('a template that is ready is not built again', async () => {
  const { caller, host, outcome } = testAgent()
  expect(await outcome(await caller.template.build({ id: templateId }))).toMatchObject({ state: 'succeeded' })
  expect(host.faults.calls).not.toContain('templates.build')
})

test('a template nobody knows is not found, and a mirror with a password is refused', async () => {
  const { caller } = testAgent()
  await expect(caller.template.build({ id: 'beos-5' as never })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const mirror = 'http://user:secret@mirror.example/debian'
  await expect(caller.template.build({ id: templateId, mirror })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
})
