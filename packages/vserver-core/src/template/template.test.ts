import { expect, test } from 'vitest'
import { fakeHost, templateId } from '../testing/index.ts'
import { buildTemplate } from './build.ts'
import { getTemplate } from './get.ts'
import { listTemplates } from './list.ts'
import { Mirror, TemplateId } from './model.ts'
import { requireTemplateReady } from './require-ready.ts'

test('every known template is listed, built or not', async () => {
  const templates = await listTemplates(fakeHost())
  expect(templates.map(({ id, state }) => [id, state])).toEqual([
    ['debian-12', 'ready'],
    ['debian-13', 'absent'],
  ])
})

test('a build begins once', async () => {
  const host = fakeHost({ templates: {} })
  expect(await buildTemplate(host, { id: templateId, mirror: '' })).toMatchObject({ state: 'building' })
  await buildTemplate(host, { id: templateId, mirror: '' })
  expect(host.faults.calls.filter((call) => call === 'templates.build')).toHaveLength(1)
})

test('a template that is being built is not ready, and the hint says to wait', async () => {
  const host = fakeHost({ templates: {} })
  await buildTemplate(host, { id: templateId, mirror: '' })
  await expect(requireTemplateReady(host, templateId)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    hint: 'Wait until its build has finished.',
  })
})

test('a build that failed can be begun again', async () => {
  const host = fakeHost({ templates: {} })
  await buildTemplate(host, { id: templateId, mirror: '' })
  await host.templates.cancel(templateId)
  expect(await buildTemplate(host, { id: templateId, mirror: '' })).toMatchObject({ state: 'building' })
})

test('a template nobody knows is not found', async () => {
  const host = fakeHost()
  const id = TemplateId.parse('beos-5')
  await expect(getTemplate(host, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(buildTemplate(host, { id, mirror: '' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test.each(['ftp://mirror/', 'http://user:pass@mirror/', 'http://mirror/$(id)', 'file:///etc', ''])(
  '%s is no mirror',
  (mirror) => {
    expect(Mirror.safeParse(mirror).success).toBe(false)
  },
)
