import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FRAME } from '@vserver/core/console/model'
import { OBSERVE } from '@vserver/core/observer/model'
import { onTestFinished } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import type { ConsoleLink } from '../console/link.ts'
import { serveConsole } from '../console/serve.ts'
import type { ServiceContext } from '../context.ts'
import { linkServer } from './link-server.ts'
import { as, createWorld, sellGuest } from './world.ts'

async function listening(server: Server, at: string | number): Promise<void> {
  server.listen(at)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
}

/** Of output in one frame: VS_PTY_CHUNK in native/common/pty-viewer.h. */
const CHUNK_BYTES = 8192

/** A host whose consoles tell the frames they got and answer each input with the same bytes as output. */
export async function echoHost() {
  const got: Buffer[] = []
  const paths: string[] = []
  const opened: ConsoleLink[] = []
  const socketPath = await linkServer((link, url) => {
    let isAttached = false
    paths.push(url)
    opened.push(link)
    link.on('frame', (frame) => {
      if (frame[0] === FRAME.observe && frame.readUInt32LE(17) & OBSERVE.lossless) {
        paths.splice(paths.lastIndexOf(url), 1)
        opened.splice(opened.indexOf(link), 1)
        watchAsRecorder(link)
        return
      }
      // As a real one: the first frame attaches, and no other.
      const attaches = frame[0] === FRAME.attach || frame[0] === FRAME.observe
      if (attaches === isAttached) return link.terminate()
      isAttached = true
      got.push(frame)
      if (frame[0] === FRAME.hangup) {
        for (const [index, one] of opened.entries()) {
          if (paths[index] !== url) continue
          one.send(Buffer.concat([Buffer.of(FRAME.exit), Buffer.alloc(4)]))
          one.close()
        }
      }
      if (frame[0] !== FRAME.input) return
      for (let at = 1; at < frame.length; at += CHUNK_BYTES)
        link.send(
          Buffer.concat([Buffer.of(FRAME.output), Buffer.alloc(8), frame.subarray(at, at + CHUNK_BYTES)]),
        )
    })
  })
  return { got, paths, sockets: opened, address: (url: string) => ({ socketPath, path: url }) }
}

const FIRST_WORDS = new WeakMap<WebSocket, Promise<unknown>>()
/** What the panel says first, also when it comes with the very opening of the socket. */
export const firstWordTo = (browser: WebSocket) => FIRST_WORDS.get(browser)

const PANEL_ENDS = new WeakMap<WebSocket, WebSocket>()

/** The panel's end of a browser's socket. */
export function panelEndOf(browser: WebSocket): WebSocket {
  const end = PANEL_ENDS.get(browser)
  if (!end) throw new Error('the panel did not accept it')
  return end
}

/** The recorder of a console is told that it observes, and nothing more; neither it nor its frames count. */
function watchAsRecorder(link: ConsoleLink): void {
  link.removeAllListeners('frame')
  link.send(Buffer.concat([Buffer.of(FRAME.observing), Buffer.alloc(48)]))
}

/** The panel's side for one signed-in user; returns a browser's socket to it. */
export async function browserOf(ctx: ServiceContext, serve = serveConsole): Promise<WebSocket> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  let served: WebSocket | undefined
  sockets.on('connection', (socket) => {
    served = socket
    void serve(ctx, socket)
  })
  await listening(http, 0)
  const browser = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  onTestFinished(() => browser.terminate())
  FIRST_WORDS.set(
    browser,
    textOf(browser).catch(() => null),
  )
  await once(browser, 'open')
  if (served) PANEL_ENDS.set(browser, served)
  return browser
}

/** A sold guest on a host that echoes, and its owner. */
export async function soldOnWire() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const host = await echoHost()
  world.agent.consoleAddress = (target) =>
    host.address(`/console/${'bootOf' in target ? `boot/${target.bootOf}` : target.consoleId}`)
  return { world, tenant, guestId, host, ctx: tenant.customer }
}

/** The first frame. */
export const hello = (ticket: string, offset = 0) =>
  JSON.stringify({ ticket, columns: 100, rows: 30, offset })
/** The next frame, which is the panel's own word. */
export async function textOf(socket: WebSocket) {
  const closed = once(socket, 'close').then(([code]) => {
    throw new Error(`The socket was closed with ${code}.`)
  })
  const [data] = await Promise.race([once(socket, 'message'), closed])
  return JSON.parse(String(data))
}

/** A shell that was opened, and what the panel said to it. */
export async function shellOf(ctx: ServiceContext, guestId: string): Promise<Shell> {
  // First, as a page does: the socket does not wait long for it.
  const { ticket } = await as(ctx).console.ticket({ guestId, kind: 'shell' })
  const browser = await browserOf(ctx)
  browser.send(hello(ticket))
  const { type, consoleId, message } = await textOf(browser)
  if (type !== 'ready') throw new Error(`The console was not opened: ${message}`)
  return { browser, consoleId }
}
export type Shell = { browser: WebSocket; consoleId: string }
