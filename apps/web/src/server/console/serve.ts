import { VserverError } from '@vserver/core/errors'
import WebSocket, { type RawData } from 'ws'
import type { ServiceContext } from '../context.ts'
import { audited } from '../services/audit/audited.ts'
import { CLOSE, ConsoleHello, type ConsoleReply } from '../services/console/model.ts'
import { type RedeemedTicket, redeemTicket } from '../services/console/redeem.ts'
import { isVserverError } from '../trpc/errors.ts'
import { bridge } from './bridge.ts'
import { attachFrame, openSource, resizeFrame } from './source.ts'
import { watchRight } from './watch-right.ts'

const HELLO_MS = 5000

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
    bridge({
      viewer,
      source,
      isReadOnly: ticket.kind === 'boot',
      onExit: () => consoleId && void markClosed(ctx, consoleId),
    })
    watchRight(ctx, { viewer, guestId: ticket.guest.id, kind: ticket.kind })
    recordEnd(ctx, viewer, { ticket, consoleId })
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

async function markClosed({ db, logger }: ServiceContext, id: string): Promise<void> {
  await db.console
    .updateMany({ where: { id, closedAt: null }, data: { closedAt: new Date() } })
    .catch((error) => logger.error('console.closed', { console: id }, error))
}

/** How long somebody was in a guest is asked for later: it is in the log and in the audit rows. */
function recordEnd(
  ctx: ServiceContext,
  viewer: WebSocket,
  { ticket, consoleId }: { ticket: RedeemedTicket; consoleId: string | null },
): void {
  const { guest, kind } = ticket
  const fields = { requestId: ctx.requestId, user: ctx.viewer.id, guest: guest.name, console: consoleId }
  const beganMs = Date.now()
  ctx.logger.info('console.open', fields)
  viewer.once('close', (code) => {
    const durationMs = Date.now() - beganMs
    ctx.logger.info('console.close', { ...fields, code, durationMs })
    const action = kind === 'boot' ? 'bootLog.close' : 'console.close'
    const detail = `after ${Math.round(durationMs / 1000)} s`
    audited(ctx, { action, subject: guest.name, guest, detail }, async () => {}).catch((error) =>
      ctx.logger.error('console.audit', fields, error),
    )
  })
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
