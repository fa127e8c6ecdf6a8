import { expect, test } from 'vitest'
import type { TemplateBuild } from '../host.ts'
import {
  type FakeHost,
  fakeHost,
  guestRecord,
  readyBuild,
  templateId,
  templateName,
} from '../testing/index.ts'
import { type BuildTemplateInput, buildTemplate } from './build.ts'
import { getTemplate } from './get.ts'
import { listTemplates } from './list.ts'
import { ImportName, Mirror, RsyncSource, TemplateId, TemplateName, TemplateRef } from './model.ts'
import { requireTemplateOf } from './require-ready.ts'
import { resolveTemplate } from './resolve.ts'

const build = (host: FakeHost, change: Partial<BuildTemplateInput> = {}) =>
  buildTemplate(host, { name: templateName, source: null, initStyle: null, mirror: '', ...change })

function end(
  host: FakeHost,
  id: TemplateId,
  state: 'ready' | 'failed',
  change: Partial<TemplateBuild> = {},
): void {
  host.builds.set(id, readyBuild(host.now(), { state, ...change }))
}

const v = (version: number): TemplateId => TemplateId.parse(`debian-12.v${version}`)

test('every known template is listed, built or not, and then the host’s own', async () => {
  const host = fakeHost({ templates: { 'debian-12.v1': readyBuild(0), 'shop.v3': readyBuild(0) } })
  expect((await listTemplates(host)).map(({ id, state }) => [id, state])).toEqual([
    ['debian-12', 'ready'],
    ['debian-13', 'absent'],
    ['debian-12-sysv', 'absent'],
    ['debian-13-sysv', 'absent'],
    ['shop', 'ready'],
  ])
})

test('a template tells its versions, the newest first, and who uses them', async () => {
  const guests = [guestRecord('web1'), guestRecord('web2', { template: v(2) })]
  const host = fakeHost({
    guests,
    templates: { [v(1)]: readyBuild(0), [v(2)]: readyBuild(1000, { files: 7 }) },
  })
  expect(await getTemplate(host, templateName)).toMatchObject({
    builtAt: '1970-01-01T00:00:01.000Z',
    versions: [
      { id: v(2), version: 2, files: 7, guests: ['web2'] },
      { id: v(1), version: 1, files: null, guests: ['web1'] },
    ],
  })
})

test('a template stays ready while its next version is built or has failed', async () => {
  const host = fakeHost()
  await build(host)
  expect(await getTemplate(host, templateName)).toMatchObject({ state: 'ready' })
  end(host, v(2), 'failed', { message: 'No space left on the storage' })
  const template = await getTemplate(host, templateName)
  expect(template).toMatchObject({ state: 'ready', failure: null })
  expect(template.versions[0]).toMatchObject({ state: 'failed', failure: 'No space left on the storage' })
})

test('a build begins once', async () => {
  const host = fakeHost({ templates: {} })
  expect(await build(host)).toBe(v(1))
  expect(await build(host)).toBe(v(1))
  expect(host.faults.calls.filter((call) => call === 'templates.build')).toHaveLength(1)
})

test('each build that succeeds makes the next version', async () => {
  const host = fakeHost({ templates: {} })
  for (const version of [1, 2, 3]) {
    expect(await build(host)).toBe(v(version))
    end(host, v(version), 'ready')
  }
})

test('the number of a build that failed is used again, that of a deleted version never', async () => {
  const host = fakeHost({ templates: {} })
  await build(host)
  end(host, v(1), 'failed')
  expect(await build(host)).toBe(v(1))
  end(host, v(1), 'ready')
  await build(host)
  end(host, v(2), 'ready')
  await host.templates.delete(v(2))
  expect(await build(host)).toBe(v(3))
})

test('a known template is built as it is known, with the mirror of the host', async () => {
  const host = fakeHost()
  const asked: unknown[] = []
  const real = host.templates.build
  host.templates.build = async (input) => {
    asked.push(input)
    await real(input)
  }
  await build(host, { name: TemplateName.parse('debian-13-sysv'), mirror: 'http://mirror.example/debian' })
  expect(asked).toEqual([
    {
      id: 'debian-13-sysv.v1',
      initStyle: 'sysv',
      source: { method: 'debootstrap', suite: 'trixie', mirror: 'http://mirror.example/debian' },
    },
  ])
})

test('a name nobody knows needs a source', async () => {
  const host = fakeHost()
  const name = TemplateName.parse('beos-5')
  await expect(getTemplate(host, name)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(build(host, { name })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await build(host, { name, source: { method: 'skeleton' } })).toBe('beos-5.v1')
})

test('only a stopped guest that exists becomes a template', async () => {
  const host = fakeHost({ guests: [guestRecord('web1', { desired: 'running' })] })
  const from = (guest: string) => build(host, { source: { method: 'guest', guest } })
  await expect(from('web2')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(from('web1')).rejects.toMatchObject({ code: 'INVALID_STATE', hint: 'Stop it first.' })
})

test('a new guest takes the newest version that is ready, or the one it names', async () => {
  const host = fakeHost({ templates: { [v(1)]: readyBuild(0), [v(2)]: readyBuild(0) } })
  await build(host)
  expect(await resolveTemplate(host, templateName)).toBe(v(2))
  expect(await resolveTemplate(host, v(1))).toBe(v(1))
  await expect(resolveTemplate(host, v(3))).rejects.toMatchObject({ code: 'INVALID_STATE' })
  await expect(resolveTemplate(host, v(4))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a template that is being built is not ready, and the hint says to wait', async () => {
  const host = fakeHost({ templates: {} })
  await build(host)
  await expect(resolveTemplate(host, templateName)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    hint: 'Wait until its build has finished.',
  })
})

test('a guest whose template was deleted is told which one is missing', async () => {
  const host = fakeHost({ templates: {} })
  await expect(requireTemplateOf(host, guestRecord('web1'))).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: `The template ${templateId} of web1 is missing.`,
    hint: expect.stringContaining(`storage/templates/${templateId}`),
  })
})

test.each(['ftp://mirror/', 'http://user:pass@mirror/', 'http://mirror/$(id)', 'file:///etc', ''])(
  '%s is no mirror',
  (mirror) => {
    expect(Mirror.safeParse(mirror).success).toBe(false)
  },
)

test.each([
  'rsync://mirror',
  'rsync://mirror/',
  'rsync://me@mirror/debian',
  'rsync://mirror/a/../b',
  'mirror:/etc',
])('%s is no rsync address', (url) => {
  expect(RsyncSource.safeParse(url).success).toBe(false)
})

test.each(['../shadow', '.hidden', 'a/b', '', '-o'])('%j is no file to import', (name) => {
  expect(ImportName.safeParse(name).success).toBe(false)
})

test('a name and a version are told apart', () => {
  expect(TemplateRef.safeParse('debian-12').success).toBe(true)
  expect(TemplateRef.safeParse('debian-12.v10').success).toBe(true)
  for (const wrong of ['debian-12.v0', 'debian-12.v', 'debian.12', 'v1.', '../x']) {
    expect(TemplateRef.safeParse(wrong).success).toBe(false)
  }
})
