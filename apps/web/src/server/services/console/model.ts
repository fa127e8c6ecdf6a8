import { ConsoleId, ConsoleSize } from '@vserver/core/console/model'
import { z } from 'zod'

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

/** What the panel itself says on the socket, in text frames. The guest's bytes are in binary ones. */
export type ConsoleReply =
  | { type: 'ready'; consoleId: string | null }
  /** Why it is about to be closed. */
  | { type: 'error'; message: string }
  /** So long until it is closed because nobody types; null = somebody did. */
  | { type: 'idle'; leftMs: number | null }

/** WebSocket close codes that tell the browser not to try again with the same sign-in or guest. */
export const CLOSE = {
  badRequest: 4400,
  revoked: 4401,
  forbidden: 4403,
  notFound: 4404,
  /** Nobody typed for as long as the role may be idle. */
  idle: 4408,
  /** Somebody who may has ended it. */
  ended: 4410,
  /** An observer who did not keep up; it may come again. */
  lagging: 4413,
  tooMany: 4429,
  hostGone: 4502,
} as const
