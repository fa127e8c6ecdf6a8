import { once } from 'node:events'
import { FRAME } from '@vserver/core/console/model'
import { expect, test } from 'vitest'
import type { ServiceContext } from '../../context.ts'
import { browserOf, hello, shellOf, soldOnWire, textOf } from '../../testing/console-wire.ts'
import { as, letIn } from '../../testing/world.ts'

const input = (text: string) => Buffer.concat([Buffer.of(FRAME.input), Buffer.from(text)])

/** A console of the reseller in the guest of its customer. */
async function opened() {
  const wire = await soldOnWire()
  const { tenant, guestId } = wire
  const { browser, consoleId } = await shellOf(tenant.reseller, guestId)
  const join = async (ctx: ServiceContext, mode: 'peer' | 'observer') => {
    const { ticket } = await as(ctx).console.ticket({
      guestId,
      kind: 'shell',
      mode,
      consoleId: consoleId as never,
    })
    const other = await browserOf(ctx)
    other.send(hello(ticket))
    expect(await textOf(other)).toMatchObject({ type: 'ready', consoleId })
    return other
  }
  return { ...wire, browser, consoleId, join }
}

test('the owner of a guest watches what others do in it, and cannot type', async () => {
  const { tenant, join, host } = await opened()
  const mirror = await join(tenant.customer, 'observer')
  const closed = once(mirror, 'close')
  mirror.send(input('rm -rf /\n'))
  expect((await closed)[0]).toBe(1002)
  expect(host.got.filter((frame) => frame[0] === FRAME.input)).toEqual([])
})

test('nobody else watches or types before the owner of the console lets them', async () => {
  const { world, tenant, guestId, consoleId } = await opened()
  await letIn(world, guestId)
  const ask = (ctx: ServiceContext, mode: 'peer' | 'observer') =>
    as(ctx).console.ticket({ guestId, kind: 'shell', mode, consoleId: consoleId as never })
  for (const mode of ['peer', 'observer'] as const)
    await expect(ask(world.support, mode)).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } })
  await expect(ask(tenant.customer, 'peer')).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } })
})

test('who was handed the console types in it, until it is taken back', async () => {
  const { tenant, guestId, consoleId, join, host, world } = await opened()
  const userId = tenant.customer.viewer.id
  const share = (mode: 'peer' | null) =>
    as(tenant.reseller).console.share({ guestId, consoleId: consoleId as never, userId, mode })
  await share('peer')
  const peer = await join(tenant.customer, 'peer')
  peer.send(input('ls\n'))
  await expect.poll(() => host.got.some((frame) => frame.equals(input('ls\n')))).toBe(true)
  const closed = once(peer, 'close')
  await share(null)
  world.panel.consoles.hear({ kind: 'console', id: consoleId })
  expect((await closed)[0]).toBe(4404)
})

test('only the owner of a console shares it, and only with people of the guest', async () => {
  const { world, tenant, guestId, consoleId } = await opened()
  const request = { guestId, consoleId: consoleId as never, mode: 'peer' as const }
  const stranger = (await world.tenant()).customer.viewer.id
  for (const [ctx, userId] of [
    [tenant.customer, tenant.customer.viewer.id],
    [tenant.reseller, stranger],
    [tenant.reseller, world.support.viewer.id],
  ] as const)
    await expect(as(ctx).console.share({ ...request, userId })).rejects.toMatchObject({
      cause: { code: 'NOT_FOUND' },
    })
})

test('the list says who is in the guest, who watches and who may end it', async () => {
  const { world, tenant, guestId, consoleId, join } = await opened()
  await join(tenant.customer, 'observer')
  const [seen] = await as(tenant.customer).console.list({ guestId })
  expect(seen).toMatchObject({
    ...{ id: consoleId, owner: { name: 'reseller', role: 'reseller' }, isMine: false, isAttached: true },
    ...{ via: 'browser', mayEnd: true, joinAs: 'observer', others: [{ name: 'customer', mode: 'observer' }] },
  })
  const [foreign] = await as(world.support).console.list({ guestId })
  expect(foreign).toMatchObject({ mayEnd: false, joinAs: null })
})

test('the owner of the guest ends a console: its shell is hung up, and it says by whom', async () => {
  const { world, tenant, guestId, consoleId, browser, host } = await opened()
  const closed = once(browser, 'close')
  const said = textOf(browser)
  await as(tenant.customer).console.end({ guestId, consoleId: consoleId as never })
  expect(await said).toMatchObject({ type: 'error', message: 'customer ended this console.' })
  expect((await closed)[0]).toBe(4410)
  await expect.poll(() => host.got.some((frame) => frame[0] === FRAME.hangup)).toBe(true)
  expect(await as(tenant.customer).console.list({ guestId })).toEqual([])
  expect(await world.db.console.findFirst()).toMatchObject({ endedByName: 'customer' })
  await letIn(world, guestId)
  await expect(
    as(world.support).console.end({ guestId, consoleId: consoleId as never }),
  ).rejects.toMatchObject({
    cause: { code: 'NOT_FOUND' },
  })
})
