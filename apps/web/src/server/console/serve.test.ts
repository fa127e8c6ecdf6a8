import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { FRAME } from '@vserver/core/console/model'
import { VserverError } from '@vserver/core/errors'
import { expect, onTestFinished, test } from 'vitest'
import type WebSocket from 'ws'
import { shareLanguages } from '@/language/current.ts'
import type { Language } from '@/language/languages.ts'
import { CLOSE } from '../services/console/model.ts'
import {
  browserOf,
  hello,
  panelEndOf,
  shellOf,
  soldOnWire as sold,
  textOf as text,
} from '../testing/console-wire.ts'
import { as } from '../testing/world.ts'
import { serveConsole } from './serve.ts'

test('bytes flow both ways after a ticket, and the size is known from the start', async () => {
  const { ctx, guestId, host, world } = await sold()
  const browser = await browserOf(ctx)
  const { ticket } = await as(ctx).console.ticket({ guestId, kind: 'shell' })
  browser.send(hello(ticket))
  const ready = await text(browser)
  expect(ready).toMatchObject({ type: 'ready', consoleId: expect.any(String) })
  browser.send(Buffer.concat([Buffer.of(FRAME.input), Buffer.from('ls\n')]))
  const [output] = await once(browser, 'message')
  expect(output.subarray(9).toString()).toBe('ls\n')
  expect(host.got.slice(0, 2).map((frame) => frame[0])).toEqual([FRAME.attach, FRAME.resize])
  expect(host.got[1]?.readUInt16LE(1)).toBe(100)
  const row = await world.db.console.findFirstOrThrow()
  expect(row).toMatchObject({ id: ready.consoleId, guestId, userId: ctx.viewer.id })
  expect((await as(ctx).audit.list({ guestId })).map(({ action }) => action)).toContain('console.open')
})

test('a console that was lost is attached to again where it stopped', async () => {
  const { ctx, guestId, host } = await sold()
  const first = await browserOf(ctx)
  first.send(hello((await as(ctx).console.ticket({ guestId, kind: 'shell' })).ticket))
  const { consoleId } = await text(first)
  first.terminate()
  const again = await browserOf(ctx)
  again.send(hello((await as(ctx).console.ticket({ guestId, kind: 'shell', consoleId })).ticket, 4711))
  expect(await text(again)).toEqual({ type: 'ready', consoleId })
  expect(host.paths).toEqual([`/console/${consoleId}`, `/console/${consoleId}`])
  await expect
    .poll(() => host.got.findLast((frame) => frame[0] === FRAME.attach)?.readBigUInt64LE(1))
    .toBe(4711n)
})

test('a host waits for a page whose connection was lost, and for none that was closed', async () => {
  for (const [isClosed, close] of [
    [true, (browser: WebSocket) => browser.close()],
    [true, (browser: WebSocket) => browser.close(1001)],
    [false, (browser: WebSocket) => browser.terminate()],
    [false, (browser: WebSocket) => panelEndOf(browser).close(1012)],
  ] as const) {
    const { ctx, guestId, host } = await sold()
    const { browser } = await shellOf(ctx, guestId)
    const gone = Promise.withResolvers<void>()
    host.sockets[0]?.once('closed', () => gone.resolve())
    close(browser)
    await gone.promise
    expect(host.got.some((frame) => frame[0] === FRAME.leave)).toBe(isClosed)
  }
})

test('the end of a shell is told, kept, and in the audit log', async () => {
  const { ctx, guestId, world } = await sold()
  const browser = await browserOf(ctx)
  browser.send(hello((await as(ctx).console.ticket({ guestId, kind: 'shell' })).ticket))
  await text(browser)
  const closed = once(browser, 'close')
  browser.send(Buffer.of(FRAME.hangup))
  expect((await once(browser, 'message'))[0][0]).toBe(FRAME.exit)
  expect((await closed)[0]).toBe(1000)
  await expect.poll(async () => (await world.db.console.findFirst())?.closedAt).toBeInstanceOf(Date)
  await expect
    .poll(async () => (await as(ctx).audit.list({ guestId })).map(({ action }) => action))
    .toContain('console.close')
})

test('a ticket that is used or made up is refused in words and with its own close code', async () => {
  const { ctx, guestId } = await sold()
  const { ticket } = await as(ctx).console.ticket({ guestId, kind: 'shell' })
  const first = await browserOf(ctx)
  first.send(hello(ticket))
  await text(first)
  for (const wrong of [ticket, 'x'.repeat(32)]) {
    const browser = await browserOf(ctx)
    const closed = once(browser, 'close')
    browser.send(hello(wrong))
    expect(await text(browser)).toMatchObject({ type: 'error', message: expect.any(String) })
    expect((await closed)[0]).toBe(CLOSE.forbidden)
  }
})

test('the boot log takes no input', async () => {
  const { ctx, guestId, host } = await sold()
  const browser = await browserOf(ctx)
  browser.send(hello((await as(ctx).console.ticket({ guestId, kind: 'boot' })).ticket))
  expect(await text(browser)).toEqual({ type: 'ready', consoleId: null })
  const closed = once(browser, 'close')
  browser.send(Buffer.concat([Buffer.of(FRAME.input), Buffer.from('reboot\n')]))
  expect((await closed)[0]).toBe(1002)
  expect(host.got.map((frame) => frame[0])).toEqual([FRAME.attach])
})

test('ending the session closes its consoles at once', async () => {
  const { ctx, guestId } = await sold()
  const browser = await browserOf(ctx)
  browser.send(hello((await as(ctx).console.ticket({ guestId, kind: 'shell' })).ticket))
  await text(browser)
  const closed = once(browser, 'close')
  ctx.consoles.revoke(ctx.viewer.sessionId)
  expect((await closed)[0]).toBe(CLOSE.revoked)
})

test('why a host refuses a console is said in the language of who asks for it', async () => {
  const spoken = new AsyncLocalStorage<Language>()
  const de = { 'Start it, then open the console.': 'Starten Sie ihn, dann öffnen Sie die Konsole.' }
  shareLanguages({ catalogs: { de }, ofRequest: () => spoken.getStore() })
  onTestFinished(() => shareLanguages({ catalogs: {}, ofRequest: () => undefined }))
  const { ctx, guestId, world } = await sold()
  const hint = 'Start it, then open the console.'
  world.agent.refuse('openConsole', new VserverError('INVALID_STATE', 'Guest web is not running.', { hint }))
  const browser = await browserOf(ctx, (...viewer) => spoken.run('de', () => serveConsole(...viewer)))
  browser.send(hello((await as(ctx).console.ticket({ guestId, kind: 'shell' })).ticket))
  expect(await text(browser)).toEqual({ type: 'error', message: de[hint] })
})

test('why a console is closed is said in the language of who looks, whoever closed it', async () => {
  const spoken = new AsyncLocalStorage<Language>()
  const de = { '{name} ended this console.': '{name} hat diese Konsole beendet.' }
  shareLanguages({ catalogs: { de }, ofRequest: () => spoken.getStore() })
  onTestFinished(() => shareLanguages({ catalogs: {}, ofRequest: () => undefined }))
  const { ctx, guestId, world } = await sold()
  const browser = await browserOf(ctx, (...viewer) => spoken.run('de', () => serveConsole(...viewer)))
  browser.send(hello((await as(ctx).console.ticket({ guestId, kind: 'shell' })).ticket))
  const { consoleId: id } = await text(browser)
  await world.db.console.update({ where: { id }, data: { endedByName: 'Ada' } })
  ctx.consoles.hear('all')
  expect(await text(browser)).toEqual({ type: 'error', message: 'Ada hat diese Konsole beendet.' })
})
