import { z } from 'zod'

export const ConsoleId = z
  .string()
  .regex(/^[a-z0-9-]{8,39}$/)
  .brand<'ConsoleId'>()
export type ConsoleId = z.infer<typeof ConsoleId>

export const ConsoleSize = z.strictObject({
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
})
export type ConsoleSize = z.infer<typeof ConsoleSize>

/**
 * Frame types of a console stream; the same numbers on the Unix socket (vs_frame_type in
 * native/common/protocol.h) and as the first byte of each binary WebSocket message.
 * Integers in payloads are little endian.
 */
export const FRAME = {
  /** u64 offset; 0 = all that is kept, 2^64-1 = only what is new */
  attach: 1,
  input: 2,
  /** u16 columns, u16 rows */
  resize: 3,
  /** u32 bytes of output the viewer can take on top of what is left */
  credit: 4,
  hangup: 5,
  /** In place of attach: to look only, with marks of what is done; see observer/model.ts */
  observe: 6,
  /** u64 first offset kept, u64 next offset */
  hello: 129,
  /** u64 offset, bytes */
  output: 130,
  /** u64 from, u64 to */
  lost: 131,
  /** i32 status as in waitpid(2) */
  exit: 132,
  /** In place of hello, for an observer */
  observing: 133,
  mark: 134,
} as const

/** Largest payload of one frame. */
export const FRAME_MAX_BYTES = 65_536
