import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { VserverError } from '@vserver/core/errors'
import type { Hit } from '@vserver/core/hit/model'
import { expect, onTestFinished, test } from 'vitest'
import type { HostHub } from '../../agent/hub.ts'
import { EMPTY_PICTURE } from '../../agent/picture.ts'
import { alertRound } from '../../alert-loop.ts'
import { createSealer } from '../../seal.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { openHookSecret, resealHooks, sealHookSecret } from './hook-secret.ts'
import { HOST_SUBJECTS, type SaveRuleRequest } from './model.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const RULE: SaveRuleRequest = {
  ...{ name: 'Hits', guestId: null, subject: 'hits', threshold: 10, clearBelow: 1, forSeconds: 60 },
  ...{ email: true, webhookUrl: null, quiet: null, enabled: true },
}

/** A customer with a guest and a rule; `hit` lets the guest run into a limit. */
async function watched(change: Partial<SaveRuleRequest> = {}) {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const [hostName = ''] = world.agent.guests.keys()
  await world.hub.refresh()
  const customer = as(tenant.customer)
  const { id } = await customer.alert.create({ rule: { ...RULE, ...change } })
  const hit = (count: number, agoMs = 0) => {
    const at = world.clock.nowMs - agoMs
    const hitId = world.agent.insight.hits.length + 1
    const facts: Hit = {
      ...{ id: hitId, name: hostName, at, count },
      ...{ resource: 'memory', effect: 'refused', limit: null, processes: [] },
    }
    world.agent.insight.hits.push(facts)
  }
  const round = async (rounds = 1, minutesEach = 1) => {
    for (let count = 0; count < rounds; count++) {
      world.clock.nowMs += minutesEach * MINUTE_MS
      await alertRound(world.panel)
    }
  }
  const subjects = () => world.mails.map(({ subject }) => subject)
  return { world, tenant, guestId, customer, ruleId: id, hit, round, subjects }
}

test('who wants to know is told once that it fires, and once that it is over', async () => {
  const { world, tenant, hit, round, subjects, customer } = await watched()
  hit(20)
  await round(1)
  expect(subjects()).toEqual([])
  await round(4)
  expect(subjects()).toEqual(['Alert: web – limit hits in the last hour: 20 (fires at 10)'])
  expect(world.mails[0]?.to).toBe(tenant.customer.viewer.email)
  expect((await customer.alert.list())[0]?.firing).toMatchObject([{ guestName: 'web', value: 20 }])
  await round(3, 61)
  expect(subjects()).toHaveLength(2)
  expect(subjects()[1]).toMatch(/^Over: web/)
  expect((await customer.alert.list())[0]?.firing).toEqual([])
})

test('two panels tell it once', async () => {
  const { world, hit, round, subjects } = await watched()
  hit(20)
  await round(1)
  world.clock.nowMs += MINUTE_MS
  await Promise.all([alertRound(world.panel), alertRound(world.panel), alertRound(world.panel)])
  await round(2)
  expect(subjects()).toHaveLength(1)
})

test('a rule is of the guests its owner may see, and of none of another tenant', async () => {
  const { world, tenant, hit, round } = await watched()
  const other = await world.tenant()
  await as(other.reseller).alert.create({ rule: RULE })
  await as(tenant.reseller).alert.create({ rule: RULE })
  hit(20)
  await round(3)
  expect(world.mails.map(({ to }) => to).toSorted()).toEqual(
    [tenant.customer.viewer.email, tenant.reseller.viewer.email].toSorted(),
  )
  await expect(
    as(other.customer).alert.create({ rule: { ...RULE, guestId: await anyGuest(world.db) } }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

async function anyGuest(db: Awaited<ReturnType<typeof createWorld>>['db']): Promise<string> {
  return (await db.guest.findFirstOrThrow()).id
}

test("another person's rule is not found, even by the same reseller", async () => {
  const { tenant, ruleId, world } = await watched()
  for (const ctx of [tenant.reseller, world.admin]) {
    await expect(as(ctx).alert.delete({ ruleId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(as(ctx).alert.test({ ruleId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await as(ctx).alert.list()).toEqual([])
  }
})

test('in the quiet time nothing is sent, and what is over by its end is not told at all', async () => {
  const quiet = { from: 0, until: 23 * 60 + 59, timeZone: 'UTC' }
  const { world, hit, round, subjects } = await watched({ quiet })
  world.clock.nowMs = Date.parse('2026-05-01T01:00:00Z')
  hit(20)
  await round(4)
  expect(await world.db.alertDelivery.count()).toBe(1)
  await round(3, 61)
  expect(subjects()).toEqual([])
  expect(await world.db.alertDelivery.count()).toBe(0)
  world.clock.nowMs = Date.parse('2026-05-01T23:50:00Z')
  hit(20)
  await round(5)
  expect(subjects()).toEqual([])
  await round(5)
  expect(subjects()).toHaveLength(1)
})

test('what cannot be sent is tried again, later each time, and given up in the end', async () => {
  const { world, hit, round, customer } = await watched()
  const broken = { ...world.panel, mailer: { send: () => Promise.reject(new Error('no route')) } }
  hit(20)
  await round(1)
  const waits: number[] = []
  for (let attempt = 0; attempt < 6; attempt++) {
    world.clock.nowMs += MINUTE_MS
    await alertRound(broken)
    const { nextAt } = await world.db.alertDelivery.findFirstOrThrow({ orderBy: { createdAt: 'asc' } })
    waits.push((nextAt.getTime() - world.clock.nowMs) / MINUTE_MS)
    world.clock.nowMs = nextAt.getTime() - MINUTE_MS
  }
  expect(waits.slice(0, 5)).toEqual([1, 5, 30, 120, 360])
  const [delivery] = (await customer.alert.deliveries()).filter(({ words }) => words.startsWith('Alert'))
  expect(delivery).toMatchObject({ state: 'failed', attempts: 6, error: 'no route' })
})

test('a multiple of its usual hits is an anomaly, its usual ones are not', async () => {
  const unusual = { subject: 'hitsUnusual', threshold: 5, clearBelow: 2, forSeconds: 0 } as const
  const { hit, round, subjects } = await watched(unusual)
  for (let hour = 2; hour < 160; hour++) hit(10, hour * HOUR_MS)
  hit(12)
  await round(1)
  expect(subjects()).toEqual([])
  hit(60)
  await round(1)
  expect(subjects()[0]).toMatch(/^Alert: web – limit hits, times its usual hour: [67]/)
})

test('a guest whose host does not answer changes nothing', async () => {
  const { world, hit, round, subjects } = await watched()
  hit(20)
  world.agent.refuse('listHits', new VserverError('HOST_UNREACHABLE', 'gone'))
  await round(1)
  expect(subjects()).toEqual([])
  await round(3)
  expect(subjects()).toHaveLength(1)
})

test('the test of a rule is sent at once, and not without end', async () => {
  const { customer, ruleId, round, subjects } = await watched({
    quiet: { from: 0, until: 1439, timeZone: 'UTC' },
  })
  for (let time = 0; time < 3; time++) await customer.alert.test({ ruleId })
  await expect(customer.alert.test({ ruleId })).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  await round(1)
  expect(subjects()).toHaveLength(1)
})

test('a tenant posts to the public Internet with TLS only, and sees the secret of a web hook once', async () => {
  const { world, customer, ruleId } = await watched()
  const hook = (webhookUrl: string) => ({ ...RULE, email: false, webhookUrl })
  await expect(customer.alert.create({ rule: hook('http://example.test/') })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  const saved = await customer.alert.update({ ruleId, rule: hook('https://127.0.0.1/') })
  expect(saved.webhookSecret).toMatch(/^[\w-]{32}$/)
  const again = await customer.alert.update({ ruleId, rule: { ...hook('https://127.0.0.1/'), name: 'N' } })
  expect(again.webhookSecret).toBeNull()
  expect(JSON.stringify(await customer.alert.list())).not.toContain(saved.webhookSecret)
  await customer.alert.test({ ruleId })
  await alertRound(world.panel)
  const [delivery] = await customer.alert.deliveries()
  expect(delivery).toMatchObject({ state: 'waiting', attempts: 1, error: expect.stringContaining('public') })
})

test('the secret of a web hook is sealed in the database, and signs what is posted', async () => {
  const { world } = await watched()
  const posts: { body: string; signature: string | undefined }[] = []
  const server = createServer(async (request, response) => {
    posts.push({ body: await text(request), signature: String(request.headers['x-vserver-signature']) })
    response.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const rule = { ...RULE, email: false, webhookUrl }
  const { id: ruleId, webhookSecret } = await as(world.admin).alert.create({ rule })
  const row = await world.db.alertRule.findUniqueOrThrow({ where: { id: ruleId } })
  expect(row.webhookSecret).toMatch(/^v1\./)
  expect(row.webhookSecret).not.toContain(webhookSecret)
  await as(world.admin).alert.update({ ruleId, rule: { ...rule, name: 'the same place' } })
  await as(world.admin).alert.test({ ruleId })
  await alertRound(world.panel)
  const [post] = posts
  const expected = createHmac('sha256', webhookSecret ?? '')
    .update(post?.body ?? '')
    .digest('hex')
  expect(post?.signature).toBe(`sha256=${expected}`)
})

test('what an older panel kept plain or another secret sealed is sealed anew at the start', async () => {
  const { world } = await watched()
  const { db, panel } = world
  const rule = { ...RULE, email: false, webhookUrl: 'https://example.test/' }
  const ids: string[] = []
  for (let count = 0; count < 3; count++) ids.push((await as(world.admin).alert.create({ rule })).id)
  const former = { db, logger: panel.logger, sealer: createSealer('former') }
  const keep = (id: string | undefined, webhookSecret: string) =>
    db.alertRule.update({ where: { id: id ?? '' }, data: { webhookSecret } })
  await expect(keep(ids[0], 'plain')).rejects.toThrow()
  await db.$executeRaw`ALTER TABLE "AlertRule" DROP CONSTRAINT "AlertRule_webhookSecret_sealed"`
  await keep(ids[0], 'plain')
  await keep(ids[1], sealHookSecret(former, 'sealed before'))
  await keep(ids[2], sealHookSecret({ sealer: createSealer('lost') }, 'gone'))
  const rotated = { ...former, sealer: createSealer('new', ['former']) }
  expect(await resealHooks(rotated)).toBe(2)
  expect(await resealHooks(rotated)).toBe(0)
  const kept = await Promise.all(ids.map((id) => db.alertRule.findUniqueOrThrow({ where: { id } })))
  const opened = kept.slice(0, 2).map(({ webhookSecret }) => openHookSecret(rotated, webhookSecret ?? ''))
  expect(opened).toEqual(['plain', 'sealed before'])
  expect(() => openHookSecret(rotated, kept[2]?.webhookSecret ?? '')).toThrow('is lost')
})

test('a panel without a mail server takes no rule that would write letters', async () => {
  const { tenant } = await watched()
  const mute = as({ ...tenant.customer, mailer: null })
  expect(await mute.alert.channels()).toEqual({ email: false, hosts: false })
  await expect(mute.alert.create({ rule: RULE })).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' })
})

/** An admin's rule of hosts beside a customer's guest. */
async function watchedHost(change: Partial<SaveRuleRequest>) {
  const watch = await watched()
  const { id } = await as(watch.world.admin).alert.create({ rule: { ...RULE, forSeconds: 0, ...change } })
  return { ...watch, hostRuleId: id, list: async () => (await as(watch.world.admin).alert.list())[0] }
}

test('an admin is told once that a host does not answer, and once that it does', async () => {
  const { world, round, subjects, list } = await watchedHost({
    ...{ subject: 'hostUnreachable', threshold: 1, clearBelow: 1 },
  })
  await round()
  expect(subjects()).toEqual([])
  const hosts = world.panel.hosts as Map<string, HostHub>
  hosts.set('local', { ...world.hub, hostId: 'local', picture: EMPTY_PICTURE } as unknown as HostHub)
  await round(3)
  expect(subjects()).toEqual(['Alert: host host – does not answer'])
  expect((await list())?.firingHosts).toMatchObject([{ hostId: 'local', hostName: 'host', value: 1 }])
  hosts.set('local', world.hub)
  await round(3)
  expect(subjects().slice(1)).toEqual([expect.stringMatching(/^Over: host host/)])
  expect((await list())?.firingHosts).toEqual([])
})

test('an admin is told of a host that waits for memory or whose storage is nearly full', async () => {
  const storage = await watchedHost({ subject: 'hostStorageShare', threshold: 0.15, clearBelow: 0.1 })
  await storage.round()
  expect(storage.subjects()).toEqual(['Alert: host host – storage in use: 20 % (fires at 15 %)'])
  const memory = await watchedHost({ subject: 'hostMemoryPressure', threshold: 0.1, clearBelow: 0.05 })
  await memory.round()
  expect(memory.subjects()).toEqual([])
  memory.world.agent.insight.hostColumns = { memoryPressureSome: [null, 0.2, 0.4] }
  await memory.round()
  expect(memory.subjects()).toEqual([
    'Alert: host host – time that tasks waited for memory: 30 % (fires at 10 %)',
  ])
})

test('hosts are watched by who may see them alone, and for as long as that', async () => {
  const { world, tenant, round, subjects, hostRuleId } = await watchedHost({
    ...{ subject: 'hostStorageShare', threshold: 0.15, clearBelow: 0.1 },
  })
  for (const ctx of [tenant.customer, tenant.reseller, world.support])
    for (const subject of HOST_SUBJECTS)
      await expect(as(ctx).alert.create({ rule: { ...RULE, subject } })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })
  const { userId } = await world.db.alertRule.findUniqueOrThrow({ where: { id: hostRuleId } })
  await world.db.user.update({ where: { id: userId }, data: { role: 'support' } })
  await round(2)
  expect(subjects()).toEqual([])
})
