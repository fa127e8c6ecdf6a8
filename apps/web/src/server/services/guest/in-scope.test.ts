import type { Db } from '@vserver/db'
import { expect, test } from 'vitest'
import type { ServiceContext } from '../../context.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

/** The same context, with the times that a guest was looked for. */
function counting(ctx: ServiceContext) {
  const counted = { times: 0 }
  const db = ctx.db.$extends({
    query: {
      guest: {
        findFirst: ({ args, query }) => {
          counted.times += 1
          return query(args)
        },
      },
    },
  }) as unknown as Db
  return { ctx: { ...ctx, db }, counted }
}

async function readPage(ctx: ServiceContext, guestId: string) {
  const caller = as(ctx)
  const { name } = await caller.guest.get({ guestId })
  await Promise.all([caller.hit.list({ guestId, range: 'hour' }), caller.audit.list({ guestId })])
  return name
}

test('a page looks for its guest once, and the next page looks anew', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const { ctx, counted } = counting(tenant.customer)
  expect(await readPage({ ...ctx, foundGuests: new Map() }, guestId)).toBe('web')
  expect(counted.times).toBe(1)
  await world.db.guest.update({ where: { id: guestId }, data: { name: 'shop' } })
  expect(await readPage({ ...ctx, foundGuests: new Map() }, guestId)).toBe('shop')
})

test('an act looks for its guest each time', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const { ctx, counted } = counting(tenant.customer)
  await readPage(ctx, guestId)
  expect(counted.times).toBe(3)
})
