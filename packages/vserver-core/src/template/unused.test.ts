import { expect, test } from 'vitest'
import { fakeHost, guestName, guestRecord, readyBuild, templateId } from '../testing/index.ts'
import { collectTemplates } from './collect.ts'
import { deleteTemplate } from './delete.ts'
import { TemplateId } from './model.ts'
import { unusedTemplates } from './unused.ts'

const DAY_MS = 86_400_000
const v = (version: number): TemplateId => TemplateId.parse(`debian-12.v${version}`)

function threeVersions(guests = [guestRecord('web1')]) {
  const host = fakeHost({ guests, templates: {} })
  for (const version of [1, 2, 3])
    host.builds.set(v(version), readyBuild(host.now() - (4 - version) * DAY_MS))
  return host
}

test('the newest version and those with guests are never unused', async () => {
  const host = threeVersions()
  expect((await unusedTemplates(host, { olderThanDays: 0 })).map(({ id }) => id)).toEqual([v(2)])
})

test('a version that a guest may take its former files back to is not unused for as long', async () => {
  const host = threeVersions([])
  const awaySeconds = Math.floor(host.now() / 1000)
  const former = { template: v(2), initStyle: 'systemd' as const, backend: null, awaySeconds }
  host.records.set(guestName('web1'), guestRecord('web1', { template: v(3), former }))
  expect((await unusedTemplates(host, { olderThanDays: 0 })).map(({ id }) => id)).toEqual([v(1)])
  host.advance(DAY_MS)
  expect((await unusedTemplates(host, { olderThanDays: 0 })).map(({ id }) => id)).toEqual([v(2), v(1)])
})

test('a version is kept for the days that are asked for', async () => {
  const host = threeVersions([])
  expect((await unusedTemplates(host, { olderThanDays: 3 })).map(({ id }) => id)).toEqual([v(1)])
  expect(await unusedTemplates(host, { olderThanDays: 4 })).toEqual([])
})

test('a version whose successor failed is still the newest', async () => {
  const host = threeVersions([])
  host.builds.set(v(4), readyBuild(0, { state: 'failed' }))
  expect((await unusedTemplates(host, { olderThanDays: 0 })).map(({ id }) => id)).toEqual([v(2), v(1)])
})

test('collecting deletes what was shown and is still unused, and nothing else', async () => {
  const host = threeVersions([])
  expect(await collectTemplates(host, { ids: [v(1), v(3)], olderThanDays: 0 })).toEqual([v(1)])
  expect([...host.builds.keys()]).toEqual([v(2), v(3)])
  expect(await collectTemplates(host, { ids: 'all', olderThanDays: 0 })).toEqual([v(2)])
})

test('a version with guests is not deleted, and the refusal names them', async () => {
  const host = threeVersions([guestRecord('web1'), guestRecord('web2')])
  await expect(deleteTemplate(host, templateId)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: `Template ${templateId} is used by web1, web2.`,
  })
  expect(host.builds.has(templateId)).toBe(true)
})

test('a version that is being built is cancelled first', async () => {
  const host = threeVersions([])
  host.builds.set(v(4), readyBuild(0, { state: 'building' }))
  await expect(deleteTemplate(host, v(4))).rejects.toMatchObject({ hint: 'Cancel the build first.' })
  await expect(deleteTemplate(host, v(5))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
