import { getSystemErrorName } from 'node:util'

/** A refusal of the kernel or the broker: which step failed, and why. */
export class NativeError extends Error {
  override readonly name = 'NativeError'
  /** Positive, as in errno(3). */
  readonly errno: number
  /** Name of the errno, e.g. "EBUSY". */
  readonly code: string
  /** The step that failed; "connect", "send" and "reply" mean the broker itself. */
  readonly stage: string

  constructor(errno: number, stage: string, message?: string) {
    const code = errno > 0 ? getSystemErrorName(-errno) : 'EPROTO'
    super(message ?? `${stage}: ${code}`)
    this.errno = errno
    this.code = code
    this.stage = stage
  }
}
