import { ConsoleId, FRAME } from '@vserver/core/console/model'
import { GuestName } from '@vserver/core/guest/model'
import type WebSocket from 'ws'
import type { ServiceContext } from '../context.ts'
import { recordIfAsked } from '../recording/record-if-asked.ts'
import { audited } from '../services/audit/audited.ts'
import type { ConsoleHello } from '../services/console/model.ts'
import type { RedeemedTicket } from '../services/console/redeem.ts'
import { askHostOf } from '../services/guest/ask-host-of.ts'
import { hubOf } from '../services/host/hub-of.ts'
import { connectSource } from './connect-source.ts'

export type Source = { consoleId: string | null; source: WebSocket }

/** A console that was lost is attached to again, else a new one is opened; both are in the audit log. */
export function openSource(
  ctx: ServiceContext,
  ticket: RedeemedTicket,
  hello: ConsoleHello,
): Promise<Source> {
  const { guest, kind } = ticket
  const { agent } = hubOf(ctx, guest.hostId)
  const name = GuestName.parse(guest.hostName)
  return audited(ctx, { action: openAction(ticket), subject: guest.name, guest }, async () => {
    if (kind === 'boot')
      return { consoleId: null, source: await connectSource(agent.consoleAddress({ bootOf: name })) }
    const { columns, rows } = hello
    const consoleId = ticket.consoleId
      ? ConsoleId.parse(ticket.consoleId)
      : await askHostOf(ctx, guest, (host) => host.openConsole(name, { columns, rows }))
    if (!ticket.consoleId)
      await ctx.db.console.create({
        data: {
          id: consoleId,
          guestId: guest.id,
          hostId: guest.hostId,
          userId: ctx.viewer.id,
          grantId: ticket.entry.grantId,
        },
      })
    if (ticket.mode !== 'observer') await recordIfAsked(ctx, { consoleId, guest })
    return { consoleId, source: await connectSource(agent.consoleAddress({ consoleId })) }
  })
}

/** What the audit calls it. */
export function openAction({ kind, mode, consoleId }: RedeemedTicket): string {
  if (kind === 'boot') return 'bootLog.open'
  if (mode === 'observer') return 'console.watch'
  if (mode === 'peer') return 'console.join'
  return consoleId ? 'console.attach' : 'console.open'
}

export function attachFrame(offset: number): Buffer {
  const frame = Buffer.alloc(9)
  frame.writeUInt8(FRAME.attach)
  frame.writeBigUInt64LE(BigInt(offset), 1)
  return frame
}

export function resizeFrame({ columns, rows }: ConsoleHello): Buffer {
  const frame = Buffer.alloc(5)
  frame.writeUInt8(FRAME.resize)
  frame.writeUInt16LE(columns, 1)
  frame.writeUInt16LE(rows, 3)
  return frame
}
