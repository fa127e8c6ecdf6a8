import { ConsoleId, FRAME } from '@vserver/core/console/model'
import { VserverError } from '@vserver/core/errors'
import { GuestName } from '@vserver/core/guest/model'
import WebSocket, { type RawData } from 'ws'
import type { ServiceContext } from '../context.ts'
import { audited } from '../services/audit/audited.ts'
import { CLOSE, ConsoleHello, type ConsoleReply } from '../services/console/model.ts'
import { type RedeemedTicket, redeemTicket } from '../services/console/redeem.ts'
import { hubOf } from '../services/host/hub-of.ts'
import { isVserverError } from '../trpc/errors.ts'
import { bridge } from './bridge.ts'
import { watchRight } from './watch-right.ts'

const HELLO_MS = 5000
const CONNECT_MS = 5000

/** One browser's console from its first frame to its end. */
export async function serveConsole(ctx: ServiceContext, viewer: WebSocket): Promise<void> {
  viewer.on('error', () => viewer.terminate())
  try {
    const hello = await readHello(viewer)
    const ticket = await redeemTicket(ctx, hello.ticket)
    const { consoleId, source } = await openSource(ctx, ticket, hello)
    if (viewer.readyState !== WebSocket.OPEN) return source.terminate()
    source.send(attachFrame(hello.offset))
    if (ticket.kind === 'shell') source.send(resizeFrame(hello))
    reply(viewer, { type: 'ready', consoleId })
    bridge({ viewer, source, isReadOnly: ticket.kind === 'boot' })
    watchRight(ctx, { viewer, guestId: ticket.guest.id, kind: ticket.kind })
    logLife(ctx, viewer, { guest: ticket.guest.name, consoleId })
  } catch (error) {
    refuse(ctx, viewer, error)
  }
}

function readHello(viewer: WebSocket): Promise<ConsoleHello> {
  const { promise, resolve, reject } = Promise.withResolvers<ConsoleHello>()
  const timer = setTimeout(() => reject(badHello('The ticket did not come in time.')), HELLO_MS)
  viewer.once('close', () => reject(badHello('The browser went away.')))
  viewer.once('message', (data: RawData, isBinary: boolean) => {
    // What follows waits until the console is there.
    viewer.pause()
    const hello = isBinary ? undefined : ConsoleHello.safeParse(parseJson(String(data)))
    if (hello?.success) resolve(hello.data)
    else reject(badHello('The first frame is not a console request.'))
  })
  return promise.finally(() => clearTimeout(timer))
}

type Source = { consoleId: string | null; source: WebSocket }

/** A console that was lost is attached to again, else a new one is opened; both are in the audit log. */
function openSource(ctx: ServiceContext, ticket: RedeemedTicket, hello: ConsoleHello): Promise<Source> {
  const { guest, kind } = ticket
  const { agent } = hubOf(ctx, guest.hostId)
  const name = GuestName.parse(guest.hostName)
  const verb = kind === 'boot' ? 'bootLog.open' : ticket.consoleId ? 'console.attach' : 'console.open'
  return audited(ctx, { action: verb, subject: guest.name, guest }, async () => {
    if (kind === 'boot')
      return { consoleId: null, source: await connect(agent.consoleAddress({ bootOf: name })) }
    const { columns, rows } = hello
    const consoleId = ticket.consoleId
      ? ConsoleId.parse(ticket.consoleId)
      : await agent.openConsole(name, { columns, rows })
    if (!ticket.consoleId)
      await ctx.db.console.create({ data: { id: consoleId, guestId: guest.id, userId: ctx.viewer.id } })
    return { consoleId, source: await connect(agent.consoleAddress({ consoleId })) }
  })
}

function connect(address: string): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>()
  const source = new WebSocket(address, { handshakeTimeout: CONNECT_MS, perMessageDeflate: false })
  // Nothing may be lost between the handshake and the bridge.
  source.once('open', () => {
    source.pause()
    resolve(source)
  })
  source.once('unexpected-response', (_request, response) => {
    source.terminate()
    reject(response.statusCode === 404 ? consoleGone() : hostGone(`status ${response.statusCode}`))
  })
  source.on('error', (error) => reject(hostGone(error)))
  return promise
}

function attachFrame(offset: number): Buffer {
  const frame = Buffer.alloc(9)
  frame.writeUInt8(FRAME.attach)
  frame.writeBigUInt64LE(BigInt(offset), 1)
  return frame
}

function resizeFrame({ columns, rows }: ConsoleHello): Buffer {
  const frame = Buffer.alloc(5)
  frame.writeUInt8(FRAME.resize)
  frame.writeUInt16LE(columns, 1)
  frame.writeUInt16LE(rows, 3)
  return frame
}

function logLife(
  ctx: ServiceContext,
  viewer: WebSocket,
  { guest, consoleId }: { guest: string; consoleId: string | null },
): void {
  const fields = { requestId: ctx.requestId, user: ctx.viewer.id, guest, console: consoleId }
  const beganMs = Date.now()
  ctx.logger.info('console.open', fields)
  viewer.once('close', (code) =>
    ctx.logger.info('console.close', { ...fields, code, durationMs: Date.now() - beganMs }),
  )
}

function refuse({ logger, requestId }: ServiceContext, viewer: WebSocket, error: unknown): void {
  const known = isVserverError(error) ? error : null
  if (!known) logger.error('console.refused', { requestId }, error)
  reply(viewer, {
    type: 'error',
    message: known?.hint ?? known?.message ?? 'The console could not be opened; try again.',
  })
  // It was paused after the first frame; the answer to our close must be read.
  viewer.resume()
  viewer.close(closeCode(known))
}

function closeCode(error: VserverError | null): number {
  switch (error?.code) {
    case 'INVALID_INPUT':
      return CLOSE.badRequest
    case 'UNAUTHENTICATED':
      return CLOSE.revoked
    case 'FORBIDDEN':
      return CLOSE.forbidden
    case 'NOT_FOUND':
      return CLOSE.notFound
    default:
      return CLOSE.hostGone
  }
}

function reply(viewer: WebSocket, message: ConsoleReply): void {
  if (viewer.readyState === WebSocket.OPEN) viewer.send(JSON.stringify(message))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function badHello(message: string): VserverError {
  return new VserverError('INVALID_INPUT', message, { hint: 'Open the console again.' })
}

function consoleGone(): VserverError {
  return new VserverError('NOT_FOUND', 'The console has ended.', {
    hint: 'It has ended; open a new console.',
  })
}

function hostGone(cause: unknown): VserverError {
  return new VserverError('HOST_UNREACHABLE', 'The host does not answer.', {
    hint: 'The host does not answer; the guest keeps running. Try again in a moment.',
    cause,
  })
}
