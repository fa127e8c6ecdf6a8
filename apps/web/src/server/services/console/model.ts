import { ConsoleId, ConsoleSize } from '@vserver/core/console/model'
import { z } from 'zod'

export const ConsoleKind = z.enum(['shell', 'boot'])
export type ConsoleKind = z.infer<typeof ConsoleKind>

export const TicketRequest = z.object({
  kind: ConsoleKind,
  /** A console to attach to again after the connection was lost. */
  consoleId: ConsoleId.optional(),
})
export type TicketRequest = z.infer<typeof TicketRequest>

export type Ticket = { ticket: string; expiresAt: string }

/** The first frame a browser sends on the console's WebSocket. */
export const ConsoleHello = z.strictObject({
  ticket: z.string().min(20).max(100),
  ...ConsoleSize.shape,
  /** Byte of the console's output to go on from; 0 = all that is kept. */
  offset: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
})
export type ConsoleHello = z.infer<typeof ConsoleHello>

export type ConsoleReply = { type: 'ready'; consoleId: string | null } | { type: 'error'; message: string }

/** WebSocket close codes that tell the browser not to try again with the same sign-in or guest. */
export const CLOSE = {
  badRequest: 4400,
  revoked: 4401,
  forbidden: 4403,
  notFound: 4404,
  hostGone: 4502,
} as const
