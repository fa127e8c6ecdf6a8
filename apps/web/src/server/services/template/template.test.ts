import { type ImportName, TemplateId, TemplateName } from '@vserver/core/template/model'
import { expect, test } from 'vitest'
import { aVersion, READY_VERSION } from '../../testing/fake-templates.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { answerImport } from './answer-import.ts'

const NAME = TemplateName.parse('debian-12')
const SECOND = TemplateId.parse('debian-12.v2')

const archive = (text: string) => new Response(text).body
const upload = (name: string, text = 'tar') => ({ isOwn: true, name, content: archive(text) })

test('an administrator builds a version from a source, and the audit says which way', async () => {
  const world = await createWorld()
  const source = { method: 'tarball' as const, file: 'base.tar' as ImportName, checksum: null }
  const { operationId } = await as(world.admin).template.build({ id: NAME, source })
  expect((await as(world.admin).operation.get({ operationId })).kind).toBe('template.build')
  const [row] = await as(world.admin).audit.list()
  expect(row).toMatchObject({ action: 'template.build', subject: 'debian-12', detail: 'tarball' })
})

test('guests of a template are named as their tenants do, and only to those who run the host', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'shop')
  const { hostName } = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  world.agent.templates[0]?.versions.splice(0, 1, aVersion({ guests: [hostName], source: 'http://m/debian' }))
  const [seen] = await as(world.admin).template.list()
  expect(seen?.versions[0]).toMatchObject({ guests: ['shop'], source: 'http://m/debian' })
  const [sold] = await as((await world.tenant()).reseller).template.list()
  expect(sold?.versions[0]).toMatchObject({ guests: [], source: null })
  expect(JSON.stringify(sold)).not.toContain(hostName)
})

test('a version with guests is not deleted, an unused one is', async () => {
  const world = await createWorld()
  world.agent.templates[0]?.versions.unshift(aVersion({ id: SECOND, version: 2, guests: ['web'] }))
  const { template } = as(world.admin)
  await expect(template.delete({ id: SECOND })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  await template.delete({ id: READY_VERSION })
  const [left] = await template.list()
  expect(left?.versions.map(({ id }) => id)).toEqual([SECOND])
})

test('what is collected is what was shown, less what is used by then', async () => {
  const world = await createWorld()
  world.agent.templates[0]?.versions.unshift(aVersion({ id: SECOND, version: 2 }))
  const { template } = as(world.admin)
  expect((await template.unused()).map(({ id }) => id)).toEqual([READY_VERSION])
  expect(await template.collect({ ids: [READY_VERSION, SECOND] })).toEqual([READY_VERSION])
  expect(await template.unused()).toEqual([])
})

test('an archive is handed on to the host, listed, audited and removed', async () => {
  const world = await createWorld()
  const answer = await answerImport(world.admin, upload('base.tar.gz', 'four'))
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ name: 'base.tar.gz', bytes: 4 })
  const { template, audit } = as(world.admin)
  expect((await template.imports()).map(({ name }) => name)).toEqual(['base.tar.gz'])
  await template.removeImport({ file: 'base.tar.gz' as ImportName })
  expect(await template.imports()).toEqual([])
  expect((await audit.list()).map(({ action, outcome }) => [action, outcome])).toEqual([
    ['import.delete', 'succeeded'],
    ['import.receive', 'succeeded'],
  ])
})

test('an archive from another site, of nobody, of a reseller or with a path for a name is refused', async () => {
  const world = await createWorld()
  const { reseller } = await world.tenant()
  const codeOf = async (answer: Promise<Response>) => {
    const { status } = await answer
    const { data } = (await (await answer).json()) as { data: { vserver: { code: string } } }
    return [status, data.vserver.code]
  }
  expect(await codeOf(answerImport(world.admin, { ...upload('a.tar'), isOwn: false }))).toEqual([
    403,
    'FORBIDDEN',
  ])
  expect(await codeOf(answerImport(null, upload('a.tar')))).toEqual([401, 'UNAUTHENTICATED'])
  expect(await codeOf(answerImport(reseller, upload('a.tar')))).toEqual([403, 'FORBIDDEN'])
  expect(await codeOf(answerImport(world.admin, upload('../a.tar')))).toEqual([400, 'INVALID_INPUT'])
  expect(await as(world.admin).template.imports()).toEqual([])
})

test('resellers see which templates there are, and change nothing of them', async () => {
  const world = await createWorld()
  const { template } = as((await world.tenant()).reseller)
  expect(await template.list()).toHaveLength(1)
  for (const refused of [
    template.build({ id: NAME }),
    template.delete({ id: READY_VERSION }),
    template.collect({ ids: [READY_VERSION] }),
    template.imports(),
    template.sources(),
  ])
    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
