import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import type { ServerChannel } from 'ssh2'
import { watchIdle } from '../console/idle.ts'
import { markPresent } from '../console/presence.ts'
import { markClosed } from '../console/record-end.ts'
import { openSource, type Wanted } from '../console/source.ts'
import { watchRight } from '../console/watch-right.ts'
import type { ServiceContext, Viewer } from '../context.ts'
import { audited } from '../services/audit/audited.ts'
import type { RedeemedTicket } from '../services/console/redeem.ts'
import { requireConsoleRight } from '../services/console/require-right.ts'
import { Carrier } from './carry.ts'
import type { Link } from './link.ts'

const SHELL = { kind: 'shell', mode: 'owner', consoleId: null } as const
type Asked = { channel: ServerChannel; wanted: Wanted }

/** Opens what a channel asks for, by the rules of a console in the browser, and watches over it until its end. */
export async function attend(link: Link, ctx: ServiceContext, { channel, wanted }: Asked): Promise<Carrier> {
  const places = [ctx.consoles.admit(ctx.viewer.id)]
  const leave = (): void => {
    for (const place of places) place()
  }
  channel.once('close', leave)
  try {
    const guestId = link.requireGuest()
    places.push(ctx.consoles.admitTo(guestId))
    const ticket = { ...SHELL, ...(await requireConsoleRight(ctx, guestId, SHELL)) }
    const isTerminal = wanted.program?.mode === 'terminal'
    if (!isTerminal) requireUnrecorded(ctx.viewer)
    const opened = await openSource(ctx, ticket, wanted)
    const { source } = opened
    const consoleId = opened.consoleId ?? ''
    const stops: (() => void)[] = [leave]
    const idle = { touch: () => {} }
    const onOutput = isTerminal ? () => {} : () => idle.touch()
    const carrier = new Carrier({
      channel,
      source,
      socket: link.socket,
      isTerminal,
      onInput: () => idle.touch(),
      onOutput,
    })
    const beganMs = Date.now()
    source.once('closed', () => {
      for (const stop of stops) stop()
      markClosed(ctx, consoleId)
      recordEnd(ctx, { ticket, consoleId, beganMs })
    })
    stops.push(await markPresent(ctx, { guestId, consoleId, mode: 'owner', via: 'ssh' }))
    const ended = endWhenIdle(ctx, { carrier, channel, isTerminal })
    idle.touch = ended.touch
    stops.push(
      ended.stop,
      watchRight(ctx, { ticket, consoleId, onEnd: ({ message }) => carrier.revoke(message) }),
    )
    // It went away while all this was asked for.
    if (channel.destroyed || !channel.writable) source.terminate()
    else carrier.begin()
    return carrier
  } catch (error) {
    leave()
    throw error
  }
}

/** What staff does is recorded, and only a terminal can be. */
function requireUnrecorded({ role }: Viewer): void {
  if (role !== 'admin' && role !== 'support') return
  throw new VserverError('FORBIDDEN', 'Only a terminal is recorded.', {
    hint: 'What staff does in a guest is recorded, which needs a terminal: use ssh -t. Files are for its owner.',
  })
}

type Idle = { carrier: Carrier; channel: ServerChannel; isTerminal: boolean }

function endWhenIdle(ctx: ServiceContext, { carrier, channel, isTerminal }: Idle) {
  const minutes = ctx.consoleIdle[ctx.viewer.role]
  return watchIdle({
    limitMs: minutes * MINUTE_MS,
    tell: (leftMs) => {
      if (isTerminal && leftMs !== null)
        channel.stderr.write(
          `\r\nThis console closes in ${Math.ceil(leftMs / SECOND_MS)} seconds unless you type.\r\n`,
        )
    },
    onIdle: () =>
      carrier.end(`Closed because nothing was ${isTerminal ? 'typed' : 'sent'} for ${minutes} minutes.`),
  })
}

type End = { ticket: RedeemedTicket; consoleId: string; beganMs: number }

/** How long somebody was in a guest is asked for later. */
function recordEnd(ctx: ServiceContext, { ticket: { guest }, consoleId, beganMs }: End): void {
  const durationMs = Date.now() - beganMs
  const fields = { requestId: ctx.requestId, user: ctx.viewer.id, guest: guest.name, console: consoleId }
  ctx.logger.info('console.close', { ...fields, via: 'ssh', durationMs })
  const detail = `after ${Math.round(durationMs / SECOND_MS)} s`
  audited(ctx, { action: 'console.close', subject: guest.name, guest, detail }, async () => {}).catch(
    (error) => ctx.logger.error('console.audit', fields, error),
  )
}
