import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { ServiceContext } from '../context.ts'
import { CLOSE } from '../services/console/model.ts'
import { shellOf, soldOnWire } from '../testing/console-wire.ts'
import { prepare } from '../testing/revocation.ts'

/** How often something of the database is asked for. */
function counted(ctx: ServiceContext) {
  let reads = 0
  const guest = new Proxy(ctx.db.guest, {
    get: (table, name) => {
      if (name === 'findFirst') reads += 1
      return Reflect.get(table, name)
    },
  })
  const db = new Proxy(ctx.db, { get: (all, name) => (name === 'guest' ? guest : Reflect.get(all, name)) })
  return { ctx: { ...ctx, db }, reads: () => reads }
}

test('consoles of one sign-in in one guest are asked for together, whatever there are of them', async () => {
  const { ctx: own, guestId } = await soldOnWire()
  const { ctx, reads } = counted(own)
  const shells = [await shellOf(ctx, guestId), await shellOf(ctx, guestId), await shellOf(ctx, guestId)]
  expect(ctx.consoles.rights.size).toBe(1)
  // Until what was asked for with their opening is answered.
  let [asked, quiet] = [0, 0]
  const isQuiet = () => {
    quiet = reads() === asked ? quiet + 1 : 0
    asked = reads()
    return quiet
  }
  await expect.poll(isQuiet, { interval: 200, timeout: 20_000 }).toBeGreaterThan(5)
  ctx.consoles.hear({ kind: 'guest', id: guestId })
  await expect.poll(reads).toBe(asked + 1)
  for (const { browser } of shells) browser.close()
  await expect.poll(() => ctx.consoles.rights.size).toBe(0)
})

test('of consoles that are asked for together only the one that is ended ends', async () => {
  const wire = await soldOnWire()
  await prepare(wire)
  const { ctx, guestId, world } = wire
  const [first, second] = [await shellOf(ctx, guestId), await shellOf(ctx, guestId)]
  const closed = once(first.browser, 'close')
  await world.db.console.update({ where: { id: first.consoleId }, data: { endedByName: 'Ada' } })
  expect((await closed)[0]).toBe(CLOSE.ended)
  ctx.consoles.hear('all')
  expect(second.browser.readyState).toBe(second.browser.OPEN)
  expect(ctx.consoles.rights.size).toBe(1)
})

test('one sign-in that ends leaves the consoles of the same user with another sign-in open', async () => {
  const wire = await soldOnWire()
  await prepare(wire)
  const { ctx, guestId, world } = wire
  const other = await world.again(ctx)
  const session = await world.db.session.create({
    data: { userId: ctx.viewer.id, token: crypto.randomUUID(), expiresAt: new Date(Date.now() + 3_600_000) },
  })
  const ending = { ...other, viewer: { ...other.viewer, sessionId: session.id } }
  const [stays, goes] = [await shellOf(ctx, guestId), await shellOf(ending, guestId)]
  expect(ctx.consoles.rights.size).toBe(2)
  const closed = once(goes.browser, 'close')
  await world.db.session.delete({ where: { id: session.id } })
  expect((await closed)[0]).toBe(CLOSE.revoked)
  expect(stays.browser.readyState).toBe(stays.browser.OPEN)
  expect(ctx.consoles.rights.size).toBe(1)
})
