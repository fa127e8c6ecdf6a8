import { ConsoleId, type ConsoleProgramInput, type ConsoleSize, FRAME } from '@vserver/core/console/model'
import { GuestName } from '@vserver/core/guest/model'
import { encodeObserve } from '@vserver/core/observer/model'
import type { ServiceContext } from '../context.ts'
import { recordIfAsked } from '../recording/record-if-asked.ts'
import { audited } from '../services/audit/audited.ts'
import type { RedeemedTicket } from '../services/console/redeem.ts'
import { askHostOf } from '../services/guest/ask-host-of.ts'
import { hubOf } from '../services/host/hub-of.ts'
import { connectSource } from './connect-source.ts'
import type { ConsoleLink } from './link.ts'

/** Characters of a command that the audit keeps. */
const COMMAND_SHOWN = 500

/** Without a program: the login shell on a terminal. */
export type Wanted = ConsoleSize & { program?: ConsoleProgramInput; via?: 'browser' | 'ssh' }
const NO_OLD_MARKS = 2n ** 64n - 1n

export type Source = { consoleId: string | null; source: ConsoleLink }

/** A console that was lost is attached to again, else a new one is opened; both are in the audit log. */
export function openSource(
  ctx: ServiceContext,
  ticket: RedeemedTicket,
  { columns, rows, program, via = 'browser' }: Wanted,
): Promise<Source> {
  const { guest, kind } = ticket
  const { agent } = hubOf(ctx, guest.hostId)
  const name = GuestName.parse(guest.hostName)
  return audited(
    ctx,
    { action: openAction(ticket), subject: guest.name, guest, ...detailOf(program) },
    async () => {
      if (kind === 'boot')
        return { consoleId: null, source: await connectSource(agent.consoleAddress({ bootOf: name })) }
      const consoleId = ticket.consoleId
        ? ConsoleId.parse(ticket.consoleId)
        : await askHostOf(ctx, guest, (host) => host.openConsole(name, { columns, rows }, program))
      if (!ticket.consoleId)
        await ctx.db.console.create({
          data: {
            id: consoleId,
            guestId: guest.id,
            hostId: guest.hostId,
            userId: ctx.viewer.id,
            via,
            grantId: ticket.entry.grantId,
          },
        })
      if (ticket.mode !== 'observer' && isTerminal(program)) await recordIfAsked(ctx, { consoleId, guest })
      return { consoleId, source: await connectSource(agent.consoleAddress({ consoleId })) }
    },
  )
}

/** What is on pipes has one viewer; who must be recorded gets no such. */
function isTerminal(program: ConsoleProgramInput | undefined): boolean {
  return program?.mode === undefined || program.mode === 'terminal'
}

/** What a program is given is part of what was done. */
function detailOf(program: ConsoleProgramInput | undefined): { detail?: string } {
  if (program?.mode === 'files') return { detail: 'files' }
  return program?.command ? { detail: program.command.slice(0, COMMAND_SHOWN) } : {}
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

/** To look only, without marks of what is typed, and nobody waits for it. */
export function observeFrame(offset: number): Uint8Array {
  return encodeObserve({ offset, mark: NO_OLD_MARKS, flags: 0 })
}

export function resizeFrame({ columns, rows }: ConsoleSize): Buffer {
  const frame = Buffer.alloc(5)
  frame.writeUInt8(FRAME.resize)
  frame.writeUInt16LE(columns, 1)
  frame.writeUInt16LE(rows, 3)
  return frame
}
