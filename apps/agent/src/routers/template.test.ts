import type { TemplateId } from '@vserver/core/template/model'
import { type FakeHost, guestRecord, readyBuild, templateId, templateName } from '@vserver/core/testing'
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
  const operation = await caller.template.build({ id: templateName })
  expect(operation).toMatchObject({ kind: 'template.build', state: 'running', cancellable: true })
  expect((await caller.template.build({ id: templateName })).id).toBe(operation.id)
  await expect.poll(() => host.builds.get(templateId)?.state).toBe('building')
  finishBuild(host, { state: 'ready' })
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded' })
  expect((await caller.template.list())[0]).toMatchObject({ id: 'debian-12', state: 'ready', percent: 100 })
})

test('a build that fails says why', async () => {
  const { caller, host, outcome } = testAgent({ templates: {} })
  const operation = await caller.template.build({ id: templateName })
  await expect.poll(() => host.builds.get(templateId)?.state).toBe('building')
  finishBuild(host, { state: 'failed', message: 'The mirror could not be reached.' })
  expect(await outcome(operation)).toMatchObject({
    state: 'failed',
    error: { message: 'The mirror could not be reached.' },
  })
})

test('a build can be cancelled', async () => {
  const { caller, host, outcome } = testAgent({ templates: {} })
  const operation = await caller.template.build({ id: templateName })
  await expect.poll(() => host.builds.get(templateId)?.state).toBe('building')
  await caller.operation.cancel({ id: operation.id })
  expect(await outcome(operation)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' } })
})

test('building again makes the next version, and the template stays ready meanwhile', async () => {
  const { caller, host } = testAgent()
  await caller.template.build({ id: templateName })
  await expect.poll(() => host.builds.has('debian-12.v2' as TemplateId)).toBe(true)
  expect(await caller.template.get({ id: templateName })).toMatchObject({
    state: 'ready',
    versions: [
      { version: 2, state: 'building' },
      { version: 1, state: 'ready' },
    ],
  })
})

test('a template is built from what was uploaded', async () => {
  const { caller, host } = testAgent()
  const source = { method: 'tarball', file: 'shop.tar.zst', checksum: null } as const
  await caller.template.build({ id: 'shop', source, initStyle: 'sysv' } as never)
  await expect
    .poll(() => host.builds.get('shop.v1' as TemplateId))
    .toMatchObject({ method: 'tarball', initStyle: 'sysv' })
})

test('a version that a guest is made from is not deleted', async () => {
  const { caller, host, outcome } = testAgent({ guests: [guestRecord('web1')] })
  const operation = await caller.template.delete({ id: templateId })
  expect(await outcome(operation)).toMatchObject({
    state: 'failed',
    error: { code: 'INVALID_STATE', message: 'Template debian-12.v1 is used by web1.' },
  })
  expect(host.builds.has(templateId)).toBe(true)
})

test('unused versions are shown before they are deleted', async () => {
  const { caller, host } = testAgent()
  const second = 'debian-12.v2' as TemplateId
  host.builds.set(second, readyBuild(host.now()))
  expect(await caller.template.unused({})).toMatchObject([{ id: templateId }])
  expect(await caller.template.collect({ ids: [templateId, second] })).toEqual([templateId])
  expect(await caller.template.unused({})).toEqual([])
})

test('a template nobody knows is not found, and a mirror with a password is refused', async () => {
  const { caller } = testAgent()
  await expect(caller.template.build({ id: 'beos-5' as never })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const mirror = 'http://user:secret@mirror.example/debian'
  await expect(caller.template.build({ id: templateName, mirror })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
})
