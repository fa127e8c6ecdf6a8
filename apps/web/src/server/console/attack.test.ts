import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FRAME, FRAME_MAX_BYTES } from '@vserver/core/console/model'
import { expect, onTestFinished, test, vi } from 'vitest'
import WebSocket from 'ws'
import { ownOrigin } from '../auth/origin.ts'
import type { ServiceContext } from '../context.ts'
import type { WebPanel } from '../instance.ts'
import { CLOSE } from '../services/console/model.ts'
import { redeemTicket } from '../services/console/redeem.ts'
import {
  browserOf,
  firstWordTo,
  hello,
  panelEndOf,
  type Shell,
  shellOf,
  soldOnWire,
  textOf,
} from '../testing/console-wire.ts'
import { as } from '../testing/world.ts'
import { LAG_BYTES } from './flow.ts'
import { watchIdle } from './idle.ts'
import { createConsoleServer } from './upgrade.ts'

const frame = (type: number, bytes: Uint8Array | string) =>
  Buffer.concat([Buffer.of(type), Buffer.from(bytes)])
const output = (bytes: Uint8Array) => frame(FRAME.output, Buffer.concat([Buffer.alloc(8), bytes]))

/** The panel's own door: what comes from elsewhere, or from nobody, does not get as far as a socket. */
async function door(ctx: ServiceContext) {
  const http = createServer()
  http.listen(0)
  await once(http, 'listening')
  onTestFinished(() => void http.close())
  const { port } = http.address() as AddressInfo
  const auth = {
    handler: () => Promise.reject(new Error('is not asked')),
    viewer: async (headers: Headers) => (headers.get('cookie') === 'mine' ? ctx.viewer : null),
  }
  const panel = {
    ...ctx,
    auth,
    isOwnOrigin: ownOrigin({ publicOrigin: undefined, port }),
  } as unknown as WebPanel
  const consoles = createConsoleServer(panel)
  onTestFinished(() => consoles.close())
  http.on('upgrade', (request, socket, head) => consoles.accept({ request, socket, head }))
  const knock = (headers: Record<string, string>) => {
    const socket = new WebSocket(`ws://localhost:${port}/ws/console`, { headers })
    onTestFinished(() => socket.terminate())
    return socket
  }
  return { knock, own: `http://localhost:${port}` }
}

/** The status of the answer; 101 = it was let in. */
function statusOf(socket: WebSocket): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  socket.once('open', () => resolve(101))
  socket.once('unexpected-response', (request, response) => {
    resolve(response.statusCode ?? 0)
    request.destroy()
  })
  socket.on('error', () => {})
  return promise
}

async function opened() {
  const wire = await soldOnWire()
  return { ...wire, ...(await shellOf(wire.ctx, wire.guestId)) }
}

test('a page of another origin, or nobody, gets no socket', async () => {
  const { ctx } = await soldOnWire()
  const { knock, own } = await door(ctx)
  expect(await statusOf(knock({ origin: own, cookie: 'mine' }))).toBe(101)
  expect(await statusOf(knock({ origin: 'https://evil.example', cookie: 'mine' }))).toBe(403)
  expect(await statusOf(knock({ cookie: 'mine' }))).toBe(403)
  expect(await statusOf(knock({ origin: own, cookie: 'stolen' }))).toBe(401)
})

test('a ticket is of no use on a page of another origin than the one that asked for it', async () => {
  const { ctx, guestId } = await soldOnWire()
  const asked = { ...ctx, origin: 'https://panel.example' }
  const { ticket } = await as(asked).console.ticket({ guestId, kind: 'shell' })
  for (const origin of [null, undefined, 'https://other.example'])
    await expect(redeemTicket({ ...ctx, origin }, ticket)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(redeemTicket(asked, ticket)).resolves.toMatchObject({ guest: { id: guestId } })
})

test('a ticket for one guest opens that guest, whatever the page shows', async () => {
  const { world, tenant, ctx, guestId } = await soldOnWire()
  const other = await as(tenant.reseller).guest.list()
  expect(other.rows.map(({ id }) => id)).toEqual([guestId])
  const { ticket } = await as(ctx).console.ticket({ guestId, kind: 'shell' })
  const browser = await browserOf(ctx)
  const closed = once(browser, 'close')
  browser.send(JSON.stringify({ ...JSON.parse(hello(ticket)), guestId: 'another' }))
  expect((await closed)[0]).toBe(CLOSE.badRequest)
  expect(await world.db.console.count()).toBe(0)
})

test('what looks like a control message is text when it is pasted, and refused when it is sent as one', async () => {
  const { browser, host } = await opened()
  const pasted = '{"type":"resize","columns":1,"rows":1}'
  browser.send(frame(FRAME.input, pasted))
  expect((await once(browser, 'message'))[0].subarray(9).toString()).toBe(pasted)
  expect(host.got.filter((one) => one[0] === FRAME.resize)).toHaveLength(1)
  const closed = once(browser, 'close')
  browser.send(pasted)
  expect((await closed)[0]).toBe(1002)
})

test('a character whose bytes come in two frames passes as it is, in both directions', async () => {
  const { browser, host } = await opened()
  const bytes = Buffer.from('😀')
  const back: Buffer[] = []
  browser.on('message', (data: Buffer) => back.push(data.subarray(9)))
  browser.send(frame(FRAME.input, bytes.subarray(0, 1)))
  browser.send(frame(FRAME.input, bytes.subarray(1)))
  await expect.poll(() => Buffer.concat(back).equals(bytes)).toBe(true)
  expect(host.got.filter((one) => one[0] === FRAME.input).map((one) => one.length)).toEqual([2, 4])
})

test('a frame that is too long, empty or of an unknown kind ends the connection', async () => {
  const { ctx, guestId } = await soldOnWire()
  const { knock, own } = await door(ctx)
  const wrong: [Buffer, number][] = [
    [frame(FRAME.input, Buffer.alloc(FRAME_MAX_BYTES + 1)), 1009],
    [Buffer.alloc(0), 1002],
    [frame(FRAME.attach, Buffer.alloc(8)), 1002],
    [frame(77, 'x'), 1002],
  ]
  for (const [bad, code] of wrong) {
    const socket = knock({ origin: own, cookie: 'mine' })
    await once(socket, 'open')
    const { ticket } = await as({ ...ctx, origin: own }).console.ticket({ guestId, kind: 'shell' })
    socket.send(hello(ticket))
    await textOf(socket)
    const closed = once(socket, 'close')
    socket.send(bad)
    expect((await closed)[0]).toBe(code)
  }
})

test('a browser that reads nothing holds no more than a megabyte of the panel', async () => {
  const { browser, host } = await opened()
  browser.pause()
  const chunk = output(Buffer.alloc(32_768, 120))
  const [source] = host.sockets
  const viewer = panelEndOf(browser)
  if (!source) throw new Error('nothing is connected')
  for (let sent = 0; sent < 1000; sent++) source.send(chunk)
  let [waiting, before] = [source.waitingBytes, 0]
  // Until the host's end does not shrink any more: it is held.
  await expect
    .poll(
      () => {
        ;[before, waiting] = [waiting, source.waitingBytes]
        return waiting === before && viewer.bufferedAmount > 0
      },
      { interval: 200, timeout: 15_000 },
    )
    .toBe(true)
  expect(waiting).toBeGreaterThan(8 * 1024 * 1024)
  expect(viewer.bufferedAmount).toBeLessThan(1024 * 1024 + 4 * 32_768)
})

test('who watches and takes nothing is cut, while the owner goes on', async () => {
  const { world, tenant, guestId, host } = await soldOnWire()
  const owner = await shellOf(tenant.reseller, guestId)
  const request = {
    guestId,
    kind: 'shell' as const,
    mode: 'observer' as const,
    consoleId: owner.consoleId as never,
  }
  const { ticket } = await as(tenant.customer).console.ticket(request)
  const mirror = await browserOf(tenant.customer)
  mirror.send(hello(ticket))
  await textOf(mirror)
  const closed = once(mirror, 'close')
  const chunk = output(Buffer.alloc(32_768, 120))
  for (let sent = 0; sent <= LAG_BYTES; sent += 32_768) for (const source of host.sockets) source.send(chunk)
  expect((await closed)[0]).toBe(CLOSE.lagging)
  expect(owner.browser.readyState).toBe(WebSocket.OPEN)
  expect(await world.db.console.findFirst()).toMatchObject({ closedAt: null })
})

test('one user has so many consoles and no more, and each that is closed makes room', async () => {
  const { ctx, guestId } = await soldOnWire()
  const shells: Shell[] = []
  for (let index = 0; index < 24; index++) shells.push(await shellOf(ctx, guestId))
  const more = await browserOf(ctx)
  const closed = once(more, 'close')
  expect(await firstWordTo(more)).toMatchObject({
    type: 'error',
    message: expect.stringContaining('24 consoles'),
  })
  expect((await closed)[0]).toBe(CLOSE.tooMany)
  const left = shells[0]?.browser
  left?.close()
  if (left) await once(left, 'close')
  await expect.poll(() => isTaken(ctx)).toBe(false)
  await expect(shellOf(ctx, guestId)).resolves.toMatchObject({ consoleId: expect.any(String) })
})

test('of three hundred sockets of one user that say nothing 24 may wait, and another user gets a console', async () => {
  const { ctx, tenant, guestId } = await soldOnWire()
  const { knock, own } = await door(ctx)
  // Those that wait are not given up while the others come.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const codes: number[] = []
  for (let index = 0; index < 300; index++)
    knock({ origin: own, cookie: 'mine' }).on('close', (code) => codes.push(code))
  await expect.poll(() => codes.length, { timeout: 15_000 }).toBe(300 - 24)
  expect(new Set(codes)).toEqual(new Set([CLOSE.tooMany]))
  await expect(shellOf(tenant.reseller, guestId)).resolves.toMatchObject({ consoleId: expect.any(String) })
  expect(codes).toHaveLength(300 - 24)
})

function isTaken({ consoles, viewer }: ServiceContext): boolean {
  try {
    consoles.admit(viewer.id)()
    return false
  } catch {
    return true
  }
}

test('after its right is gone a browser that ignores the close types nothing more', async () => {
  const { ctx, browser, host } = await opened()
  const closed = once(browser, 'close')
  browser.on('message', () => {
    // What a hostile browser would send between our close and its own.
    if (browser.readyState === WebSocket.OPEN) browser.send(frame(FRAME.input, 'too late'))
  })
  ctx.consoles.revoke(ctx.viewer.sessionId)
  expect((await closed)[0]).toBe(CLOSE.revoked)
  expect(host.got.some((one) => one.includes('too late'))).toBe(false)
})

test('nobody typing is told before the console closes, and a key keeps it open', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const told: (number | null)[] = []
  let closed = 0
  const idle = watchIdle({ limitMs: 300_000, tell: (left) => told.push(left), onIdle: () => void closed++ })
  vi.advanceTimersByTime(239_000)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1000)
  expect(told).toEqual([60_000])
  idle.touch()
  expect(told).toEqual([60_000, null])
  vi.advanceTimersByTime(200_000)
  idle.touch()
  vi.advanceTimersByTime(240_000)
  expect([told.length, closed]).toEqual([3, 0])
  vi.advanceTimersByTime(60_000)
  expect(closed).toBe(1)
})

test('a console in which nobody types closes with its own code and says that programs go on', async () => {
  const { ctx, guestId, host } = await soldOnWire()
  const soon = { ...ctx, consoleIdle: { ...ctx.consoleIdle, [ctx.viewer.role]: 0.002 } }
  const { browser } = await shellOf(soon, guestId)
  const closed = once(browser, 'close')
  const said: { type: string }[] = []
  browser.on('message', (data) => said.push(JSON.parse(String(data))))
  expect((await closed)[0]).toBe(CLOSE.idle)
  expect(said.map(({ type }) => type)).toEqual(['idle', 'error'])
  expect(host.got.some((one) => one[0] === FRAME.hangup)).toBe(false)
})

test('ten megabytes pasted at a host that takes nothing wait in the browser, and arrive whole once it does', async () => {
  const { browser, host, ctx, guestId } = await opened()
  const [source] = host.sockets
  if (!source) throw new Error('nothing is connected')
  source.pause()
  const paste = Buffer.from(Uint8Array.from({ length: 10_000_000 }, (_, at) => at * 31 + (at >> 8)))
  for (let at = 0; at < paste.length; at += FRAME_MAX_BYTES)
    browser.send(frame(FRAME.input, paste.subarray(at, at + FRAME_MAX_BYTES)))
  let [waiting, before] = [0, -1]
  await expect
    .poll(
      () => {
        ;[before, waiting] = [waiting, browser.bufferedAmount]
        return waiting === before && panelEndOf(browser).isPaused
      },
      { interval: 200, timeout: 15_000 },
    )
    .toBe(true)
  // What is not there is in the panel and in the sockets of the kernel.
  expect(waiting).toBeGreaterThan(1_000_000)
  const other = await shellOf(ctx, guestId)
  other.browser.send(frame(FRAME.input, 'here'))
  expect((await once(other.browser, 'message'))[0].subarray(9).toString()).toBe('here')
  source.resume()
  const typed = () => host.got.filter(([type]) => type === FRAME.input).map((one) => one.subarray(1))
  await expect
    .poll(() => typed().reduce((sum, { length }) => sum + length, 0), { timeout: 15_000 })
    .toBe(paste.length + 'here'.length)
  expect(Buffer.concat(typed().filter(({ length }) => length > 4)).equals(paste)).toBe(true)
})

test('a socket that says nothing is closed after five seconds, with its reason', async () => {
  const { ctx } = await soldOnWire()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const browser = await browserOf(ctx)
  const closed = once(browser, 'close')
  const said = textOf(browser)
  vi.advanceTimersByTime(4999)
  expect(browser.readyState).toBe(WebSocket.OPEN)
  vi.advanceTimersByTime(1)
  expect(await said).toMatchObject({ type: 'error', message: 'Open the console again.' })
  expect((await closed)[0]).toBe(CLOSE.badRequest)
})
