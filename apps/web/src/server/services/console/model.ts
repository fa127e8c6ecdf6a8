import { ConsoleId, ConsoleSize } from '@vserver/core/console/model'
import { z } from 'zod'
import type { Role } from '../me/model.ts'

export { CLOSE } from './constants.ts'

export const ConsoleKind = z.enum(['shell', 'boot'])
export type ConsoleKind = z.infer<typeof ConsoleKind>

/** Its owner types; a peer too, after it was handed to them; an observer reads. */
export const ConsoleMode = z.enum(['owner', 'peer', 'observer'])
export type ConsoleMode = z.infer<typeof ConsoleMode>

export const TicketRequest = z
  .object({
    kind: ConsoleKind,
    mode: ConsoleMode.default('owner'),
    /** A console to attach to: one's own after the connection was lost, or somebody else's. */
    consoleId: ConsoleId.optional(),
  })
  .refine(({ kind, mode, consoleId }) => mode === 'owner' || (kind === 'shell' && consoleId !== undefined), {
    message: 'Say which console of somebody else.',
  })
export type TicketRequest = z.output<typeof TicketRequest>

export type Ticket = { ticket: string; expiresAt: string }

/** The first frame a browser sends on the console's WebSocket. */
export const ConsoleHello = z.strictObject({
  ticket: z.string().min(20).max(100),
  ...ConsoleSize.shape,
  /** Byte of the console's output to go on from; 0 = all that is kept. */
  offset: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
})
export type ConsoleHello = z.infer<typeof ConsoleHello>

/** A person as others on a console see them. */
export type Person = { id: string; name: string; role: Role | null }

export const ConsoleRef = z.object({ consoleId: ConsoleId })
export const ShareRequest = ConsoleRef.extend({
  userId: z.string().min(1).max(64),
  /** Null: no longer. */
  mode: z.enum(['peer', 'observer']).nullable(),
})
export type ShareRequest = z.output<typeof ShareRequest>

export type OpenConsoleView = {
  id: string
  owner: Person
  isMine: boolean
  /** `browser` or `ssh`. */
  via: string
  openedAt: string
  /** Staff, by consent or without it. */
  isByGrant: boolean
  /** Its owner looks at it now; else it only runs. */
  isAttached: boolean
  /** Who else is on it now. */
  others: (Person & { mode: ConsoleMode; since: string })[]
  /** Who may be. */
  shares: (Person & { mode: ConsoleMode })[]
  mayEnd: boolean
  /** How the viewer may attach to it; null = not, or it is the viewer's own. */
  joinAs: 'peer' | 'observer' | null
}

/** What the panel itself says on the socket, in text frames. The guest's bytes are in binary ones. */
export type ConsoleReply =
  | { type: 'ready'; consoleId: string | null }
  /** Why it is about to be closed. */
  | { type: 'error'; message: string }
  /** So long until it is closed because nobody types; null = somebody did. */
  | { type: 'idle'; leftMs: number | null }
