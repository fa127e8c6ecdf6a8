import { expect, test } from 'vitest'
import type { ServiceContext } from '../../context.ts'
import { as, createWorld } from '../../testing/world.ts'
import { VIEWS_MAX } from './model.ts'

const save = (ctx: ServiceContext, name: string, q = 'shop') =>
  as(ctx).view.create({ page: 'guests', name, filters: { q } })

test('a view is saved for the one who saved it, renamed and deleted by them alone', async () => {
  const { admin, support } = await createWorld()
  const { id } = await save(admin, ' Shops ')
  expect(await as(admin).view.list({ page: 'guests' })).toEqual([
    { id, page: 'guests', name: 'Shops', filters: { q: 'shop' }, isDefault: false },
  ])
  expect(await as(admin).view.list({ page: 'customers' })).toEqual([])
  expect(await as(admin).view.list()).toHaveLength(1)
  expect(await as(support).view.list()).toEqual([])
  const theirs = as(support).view
  for (const act of [
    () => theirs.rename({ viewId: id, name: 'Mine' }),
    () => theirs.setDefault({ viewId: id, isDefault: true }),
    () => theirs.delete({ viewId: id }),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await as(admin).view.rename({ viewId: id, name: 'Stores' })
  expect(await as(admin).view.list()).toMatchObject([{ name: 'Stores' }])
  await as(admin).view.delete({ viewId: id })
  expect(await as(admin).view.list()).toEqual([])
})

test.each([
  ['capitals', 'Shops', 'shOPS'],
  ['letters in two pieces', 'Läden', 'La\u0308den'],
  ['wide letters', 'Shops', 'Ｓｈｏｐｓ'],
])('a name is unique for a user and a list whatever its %s', async (_, first, second) => {
  const { admin, support } = await createWorld()
  const { id } = await save(admin, first)
  await expect(save(admin, second)).rejects.toMatchObject({ cause: { code: 'ALREADY_EXISTS' } })
  const other = await save(admin, 'Other')
  await expect(as(admin).view.rename({ viewId: other.id, name: second })).rejects.toMatchObject({
    cause: { code: 'ALREADY_EXISTS' },
  })
  await as(admin).view.rename({ viewId: id, name: second })
  await as(admin).view.create({ page: 'customers', name: first, filters: { q: 'shop' } })
  await save(support, first)
})

test('signs that a pattern knows are letters of a name like others', async () => {
  const { admin } = await createWorld()
  await save(admin, 'a_b')
  await save(admin, 'axb')
  await save(admin, '%')
  expect(await as(admin).view.list()).toHaveLength(3)
})

test.each([
  ['no name', { page: 'guests', name: ' ', filters: { q: 'x' } }],
  ['a name that nobody sees', { page: 'guests', name: '\u200b\u200d', filters: { q: 'x' } }],
  ['a name of two lines', { page: 'guests', name: 'a\nb', filters: { q: 'x' } }],
  ['a long name', { page: 'guests', name: 'a'.repeat(61), filters: { q: 'x' } }],
  ['no filter', { page: 'guests', name: 'a', filters: {} }],
  ['an empty filter', { page: 'guests', name: 'a', filters: { q: '  ' } }],
  ['a filter that the list does not have', { page: 'guests', name: 'a', filters: { q: 'x', sort: 'name' } }],
  ['a list that there is not', { page: '/evil.test', name: 'a', filters: { q: 'x' } }],
])('%s is not saved', async (_, input) => {
  const { admin } = await createWorld()
  await expect(as(admin).view.create(input as never)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('a list opens with one view at most, and with all again', async () => {
  const { admin } = await createWorld()
  const [one, two] = [await save(admin, 'One'), await save(admin, 'Two')]
  const other = await as(admin).view.create({ page: 'audit', name: 'One', filters: { q: 'x' } })
  const defaults = async () =>
    (await as(admin).view.list()).filter(({ isDefault }) => isDefault).map(({ id }) => id)
  await as(admin).view.setDefault({ viewId: other.id, isDefault: true })
  await as(admin).view.setDefault({ viewId: one.id, isDefault: true })
  await Promise.all([one, two].map(({ id }) => as(admin).view.setDefault({ viewId: id, isDefault: true })))
  expect(await defaults()).toHaveLength(2)
  await as(admin).view.setDefault({ viewId: two.id, isDefault: true })
  expect((await defaults()).sort()).toEqual([two.id, other.id].sort())
  await as(admin).view.setDefault({ viewId: two.id, isDefault: false })
  expect(await defaults()).toEqual([other.id])
})

test('a user has so many views and no more, also when they are saved at once', async () => {
  const { admin, db } = await createWorld()
  const rows = Array.from({ length: VIEWS_MAX - 1 }, (_, at) => ({
    ...{ userId: admin.viewer.id, page: 'guests', name: `v${at}`, nameKey: `v${at}`, filters: { q: 'x' } },
  }))
  await db.savedView.createMany({ data: rows })
  const saved = await Promise.allSettled(['a', 'b', 'c'].map((name) => save(admin, name)))
  expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await db.savedView.count()).toBe(VIEWS_MAX)
  await expect(save(admin, 'more')).rejects.toMatchObject({ cause: { code: 'NO_CAPACITY' } })
})

test('who looks at the panel as another user sees their views and changes none', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const { id } = await save(tenant.reseller, 'Shops')
  await as(world.admin).viewAs.start({ accountId: tenant.resellerId })
  const viewing = await world.again(world.admin)
  expect(await as(viewing).view.list({ page: 'guests' })).toHaveLength(1)
  await expect(as(viewing).view.delete({ viewId: id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
