import { expect, test } from 'vitest'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

test('a reseller searches its own customers by name and address, a page at a time', async () => {
  const world = await createWorld()
  const [mine, other] = [await world.tenant(), await world.tenant()]
  const add = (parentId: string, name: string) =>
    world.db.account.create({
      data: { kind: 'customer', parentId, name, email: `${name.toLowerCase()}@shop.test` },
    })
  await Promise.all(['Anna', 'Berta', 'Carla'].map((name) => add(mine.resellerId, name)))
  await add(other.resellerId, 'Anna')
  const search = (request: object) => as(mine.reseller).customer.search(request)
  const namesOf = (found: { rows: { name: string }[] }) => found.rows.map(({ name }) => name)
  expect(namesOf(await search({ query: 'ANNA' })), 'not the one of another reseller').toEqual(['Anna'])
  expect(namesOf(await search({ query: 'carla@shop' }))).toEqual(['Carla'])
  expect(await search({ query: 'nobody' })).toEqual({ rows: [], total: 0, page: 1, pages: 0 })
  const second = await search({ query: 'shop.test', rows: 2, page: 2 })
  expect([namesOf(second), second.total, second.pages]).toEqual([['Carla'], 3, 2])
  expect((await as(world.support).customer.search({ query: 'Anna' })).total, 'staff finds both').toBe(2)
})

test('what is looked for is text, also where it reads like a pattern', async () => {
  const world = await createWorld()
  const { resellerId: parentId, reseller } = await world.tenant()
  const names = ['100 % Web', 'A_B', 'AxB', 'C\\D']
  for (const [n, name] of names.entries())
    await world.db.account.create({
      data: { kind: 'customer', parentId, name, email: `c${n}@shop.test` },
    })
  const found = async (query: string) =>
    (await as(reseller).customer.search({ query })).rows.map(({ name }) => name)
  expect(await found('a_b')).toEqual(['A_B'])
  expect(await found('%')).toEqual(['100 % Web'])
  expect(await found('\\')).toEqual(['C\\D'])
})

test('resellers are searched with their pools, and only by who manages them', async () => {
  const world = await createWorld()
  const { resellerId, reseller } = await world.tenant()
  await world.db.account.update({ where: { id: resellerId }, data: { name: 'Harbour' } })
  await world.tenant()
  const { rows, total } = await as(world.admin).account.searchResellers({ query: 'harb' })
  expect([rows.map(({ id }) => id), total]).toEqual([[resellerId], 1])
  expect(rows[0]?.pool.find(({ kind }) => kind === 'guests')).toMatchObject({ granted: 10 })
  await expect(as(reseller).account.searchResellers()).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the audit is searched beyond its newest rows, within what its reader may see', async () => {
  const world = await createWorld()
  const [mine, other] = [await world.tenant(), await world.tenant()]
  await sellGuest(world, mine, 'needle')
  await sellGuest(world, other, 'needle')
  const row = (n: number) => ({
    ...{ userId: 'u', userName: 'Somebody', role: 'reseller' as const, requestId: `r${n}` },
    ...{ action: 'guest.start', subject: 'hay', resellerId: mine.resellerId, at: new Date(Date.now() + n) },
  })
  await world.db.auditRow.createMany({ data: Array.from({ length: 250 }, (_, n) => row(n + 1)) })
  const newest = await as(mine.reseller).audit.list()
  expect(newest.every(({ subject }) => subject === 'hay')).toBe(true)
  const found = await as(mine.reseller).audit.search({ query: 'NEEDLE' })
  expect([found.rows.map(({ action }) => action), found.total]).toEqual([['guest.create'], 1])
  const last = await as(mine.reseller).audit.search({ page: 6 })
  expect([last.rows.length, last.total, last.pages]).toEqual([1, 251, 6])
})

test('one finds what one did oneself among what others did', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  await sellGuest(world, tenant, 'web')
  const acts = async (own: boolean) =>
    (await as(world.support).audit.list({ own, action: 'guest.create' })).length
  expect([await acts(false), await acts(true)]).toEqual([1, 0])
})

test('operations are told of one guest, in one state, and a page at a time', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.db.operation.deleteMany()
  const row = (n: number, state: string) => ({
    ...{
      id: `op-${String(n).padStart(12, '0')}`,
      hostId: 'local',
      kind: 'guest.start',
      subject: 'web',
      state,
    },
    ...{ percent: 100, step: 'done', cancellable: false, startedAt: new Date(n * 1000) },
    ...{ guestId: n % 2 ? guestId : null, finishedAt: state === 'running' ? null : new Date(n * 1000) },
  })
  const states = ['succeeded', 'failed', 'running', 'succeeded', 'succeeded']
  await world.db.operation.createMany({ data: states.map((state, n) => row(n + 1, state)) })
  const admin = as(world.admin).operation
  const numbersOf = (rows: { id: string }[]) => rows.map(({ id }) => Number(id.slice(3)))
  expect(numbersOf(await admin.list({ state: 'failed' }))).toEqual([2])
  expect(numbersOf(await admin.list({ guestId, rows: 2 }))).toEqual([5, 3])
  const { rows, ...place } = await admin.page({ rows: 2, page: 2 })
  expect([numbersOf(rows), place]).toEqual([[3, 2], { total: 5, page: 2, pages: 3 }])
  const own = await as(tenant.customer).operation.page()
  expect([numbersOf(own.rows), own.total], 'those of its guests').toEqual([[5, 3, 1], 3])
})

test('a page beyond the last, as an old address may name it, is the last', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  for (const name of ['anna', 'berta', 'carla']) await sellGuest(world, tenant, name)
  const { rows, ...place } = await as(tenant.reseller).guest.list({ rows: 2, page: 9 })
  expect([rows.map(({ name }) => name), place]).toEqual([['carla'], { total: 3, page: 2, pages: 2 }])
  const acts = await as(tenant.reseller).audit.search({ page: 9 })
  expect([acts.rows.length, acts.page]).toEqual([acts.total, 1])
  const nothing = { rows: [], total: 0, page: 9, pages: 0 }
  expect(await as(tenant.reseller).guest.list({ query: 'nobody', page: 9 })).toEqual(nothing)
})
