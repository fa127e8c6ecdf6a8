import { type AddonHandle, loadAddon } from '@vserver/native'
import { HEADER, MAGIC } from '../../native/src/protocol.ts'
import { asUser } from './as-agent.ts'

const DEADLINE_MS = 10_000

export type RawReply = { error: number; stage: string; request: number; size: number }

/** Sends the broker whatever bytes a test likes. */
export class RawClient {
  readonly #addon = loadAddon()
  readonly #handle: AddonHandle
  readonly replies: RawReply[] = []
  isClosed = false
  #nextRequest = 0

  /** `uid` is who connects, in the group that may open the socket. */
  constructor(path: string, uid = 0, gid = uid) {
    const open = () =>
      this.#addon.connect(
        path,
        (bytes, fds) => {
          for (const fd of fds) this.#addon.closeFd(fd)
          this.replies.push(HEADER.decode(bytes.subarray(0, HEADER.size)))
        },
        () => {},
        () => {
          this.isClosed = true
        },
      )
    this.#handle = uid === 0 ? open() : asUser(uid, open, gid)
  }

  /** False: the socket is full. Throws when the broker has cut it. */
  send(bytes: Uint8Array, fds: readonly number[] = []): boolean {
    return this.#addon.send(this.#handle, bytes, fds)
  }

  /** Sends and waits for the answer, or for being cut: then null. */
  async ask(bytes: Uint8Array, fds: readonly number[] = []): Promise<RawReply | null> {
    const before = this.replies.length
    this.send(bytes, fds)
    await this.until(() => this.replies.length > before)
    return this.replies[before] ?? null
  }

  /** Resolves when it holds or when the broker has cut us. */
  async until(holds: () => boolean): Promise<void> {
    const deadlineMs = Date.now() + DEADLINE_MS
    while (!holds() && !this.isClosed) {
      if (Date.now() > deadlineMs) throw new Error('the broker neither answered nor hung up')
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  nextRequest(): number {
    this.#nextRequest += 1
    return this.#nextRequest
  }

  hello(change: Partial<{ magic: number; operation: number; request: number; size: number }> = {}): Buffer {
    const header = { magic: MAGIC, operation: 1, request: this.nextRequest(), error: 0, size: 8, stage: '' }
    return Buffer.concat([HEADER.encode({ ...header, ...change }), Buffer.alloc(8)])
  }

  close(): void {
    this.#addon.close(this.#handle)
  }
}
