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
  /** no payload: the program need not wait for this viewer once its connection is gone */
  leave: 8,
  /** no payload: a console on pipes gets no more input */
  endInput: 16,
  /** u32 number as in signal(7), for the process group of a program on pipes */
  signal: 17,
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
  /** u64 offset, bytes: standard error of a program on pipes */
  errorOutput: 144,
  /** u32 bytes of input that the console can take on top of what is left; on pipes it cuts who sends more */
  inputCredit: 145,
} as const

/** What an HTTP connection to the agent is upgraded to at /console/ID and /console/boot/GUEST. */
export const CONSOLE_UPGRADE = 'vserver-console'

/**
 * What a terminal is given where output is missing: CAN ends a control sequence that waits for its rest, then its
 * letters are plain ones again. What comes next begins with a whole sequence (pty_ring_start() in native/common).
 * Source: ECMA-48, 8.3.13 and 5.3; ECMA-35, 14.3.
 */
export const CUT_OFF = '\x18\x1b(B\x0f'

/** Largest payload of one frame. */
export const FRAME_MAX_BYTES = 65_536
