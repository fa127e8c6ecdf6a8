import { AsyncLocalStorage } from 'node:async_hooks'
import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS } from '@vserver/core/units'
import WebSocket, { type RawData } from 'ws'
import { sayOfHost } from '@/language/of-hosts/understand.ts'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../context.ts'
import { ConsoleHello, type ConsoleReply } from '../services/console/model.ts'
import { type RedeemedTicket, redeemTicket } from '../services/console/redeem.ts'
import { isVserverError } from '../trpc/errors.ts'
import { type Bridge, bridge, closeSoon } from './bridge.ts'
import { closeCodeOf, idleEnding } from './ending.ts'
import { watchIdle } from './idle.ts'
import { markPresent } from './presence.ts'
import { markClosed, noteExit, recordEnd } from './record-end.ts'
import { attachFrame, observeFrame, openSource, resizeFrame, type Source } from './source.ts'
import { watchRight } from './watch-right.ts'

const HELLO_MS = 5000

/** One browser's console from its first frame to its end. */
export async function serveConsole(ctx: ServiceContext, viewer: WebSocket): Promise<void> {
  viewer.on('error', () => viewer.terminate())
  try {
    viewer.once('close', ctx.consoles.admit(ctx.viewer.id))
    const hello = await readHello(viewer)
    const ticket = await redeemTicket(ctx, hello.ticket)
    const leave = ctx.consoles.admitTo(ticket.guest.id)
    viewer.once('close', leave)
    if (viewer.readyState === WebSocket.CLOSED) return leave()
    const opened = await openSource(ctx, ticket, hello)
    if (viewer.readyState !== WebSocket.OPEN) return opened.source.terminate()
    const { source, consoleId } = opened
    source.send(ticket.mode === 'observer' ? observeFrame(hello.offset) : attachFrame(hello.offset))
    if (ticket.kind === 'shell' && ticket.mode === 'owner') source.send(resizeFrame(hello))
    await attend(ctx, viewer, { ...opened, ticket })
    recordEnd(ctx, viewer, { ticket, consoleId })
  } catch (error) {
    refuse(ctx, viewer, error)
  }
}

type Opened = Source & { ticket: RedeemedTicket }

/** From the moment that bytes flow, everything that may end it is watched. */
async function attend(ctx: ServiceContext, viewer: WebSocket, opened: Opened): Promise<void> {
  const { source, consoleId, ticket } = opened
  const mode = ticket.kind === 'boot' ? 'observer' : ticket.mode
  const stops: (() => void)[] = []
  viewer.once('close', () => {
    for (const stop of stops) stop()
  })
  if (consoleId) {
    const leave = await markPresent(ctx, { guestId: ticket.guest.id, consoleId, mode, via: 'browser' })
    stops.push(leave)
    if (viewer.readyState !== WebSocket.OPEN) {
      leave()
      return source.terminate()
    }
  }
  reply(viewer, { type: 'ready', consoleId })
  const onIdle = { touch: () => {} }
  const carried = bridge({
    viewer,
    source,
    mode,
    isMirror: ticket.mode === 'observer',
    onExit: AsyncLocalStorage.bind(async () => (consoleId ? noteExit(ctx, ticket, consoleId) : null)),
    onInput: () => onIdle.touch(),
  })
  if (mode !== 'observer') {
    const idle = endWhenIdle(ctx, viewer, carried)
    onIdle.touch = idle.touch
    stops.push(idle.stop)
  }
  stops.push(
    watchRight(ctx, {
      ticket,
      consoleId,
      onEnd: (ending) => {
        carried.end(ending)
        if (ending.endsShell && mode === 'owner' && consoleId) markClosed(ctx, consoleId)
      },
    }),
  )
}

function endWhenIdle(ctx: ServiceContext, viewer: WebSocket, carried: Bridge) {
  const minutes = ctx.consoleIdle[ctx.viewer.role]
  return watchIdle({
    limitMs: minutes * MINUTE_MS,
    tell: (leftMs) => reply(viewer, { type: 'idle', leftMs }),
    onIdle: AsyncLocalStorage.bind(() => carried.end(idleEnding(minutes))),
  })
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

function refuse({ logger, requestId }: ServiceContext, viewer: WebSocket, error: unknown): void {
  const known = isVserverError(error) ? error : null
  if (!known) logger.error('console.refused', { requestId }, error)
  reply(viewer, {
    type: 'error',
    message: known
      ? sayOfHost(known.hint ?? known.message)
      : t('The console could not be opened; try again.'),
  })
  closeSoon(viewer, closeCodeOf(known))
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
  return new VserverError('INVALID_INPUT', message, { hint: t('Open the console again.') })
}
