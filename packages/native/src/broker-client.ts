import type { Addon, AddonHandle } from './addon.ts'
import { NativeError } from './native-error.ts'
import { HEADER, MAGIC, OPERATIONS, type OperationName, type ReplyOf, type RequestOf } from './protocol.ts'

/** A guest start includes mounts and a first process; anything slower is stuck. */
const TIMEOUT_MS = 30_000
const ERRNO = { EPIPE: 32, EPROTO: 71, ETIMEDOUT: 110 } as const

export type RequestOptions = { signal?: AbortSignal; timeoutMs?: number }

/** Descriptors that came with a reply; the caller closes them. */
export type BrokerReply<N extends OperationName> = { value: ReplyOf<N>; fds: number[] }

type Pending = {
  operation: number
  resolve: (reply: { payload: Buffer; fds: number[] }) => void
  reject: (error: unknown) => void
}

/**
 * Speaks with vs-broker; many requests may be under way at once. Connects at the first request and again
 * after the broker went away: a request under way then fails, it is never sent twice.
 */
export class BrokerClient {
  readonly #addon: Addon
  readonly #path: string
  readonly #pending = new Map<number, Pending>()
  #queue: Uint8Array[] = []
  #handle: AddonHandle | null = null
  #lastRequest = 0
  #isClosed = false

  constructor(addon: Addon, path: string) {
    this.#addon = addon
    this.#path = path
  }

  async request<N extends OperationName>(
    name: N,
    value: RequestOf<N>,
    { signal, timeoutMs = TIMEOUT_MS }: RequestOptions = {},
  ): Promise<BrokerReply<N>> {
    signal?.throwIfAborted()
    const { number, request, reply } = OPERATIONS[name]
    const payload = (request.encode as (value: unknown) => Uint8Array)(value)
    const id = ++this.#lastRequest
    const header = { magic: MAGIC, operation: number, request: id, error: 0, size: payload.length, stage: '' }
    this.#send(Buffer.concat([HEADER.encode(header), payload]))
    const answer = await this.#reply(id, number, { signal, timeoutMs })
    if (answer.payload.length !== reply.size) {
      this.#closeFds(answer.fds)
      throw new NativeError(ERRNO.EPROTO, 'reply')
    }
    return { value: reply.decode(answer.payload) as ReplyOf<N>, fds: answer.fds }
  }

  close(): void {
    this.#isClosed = true
    this.#disconnect(new NativeError(ERRNO.EPIPE, 'reply', 'The connection to the broker was closed'))
  }

  #reply(id: number, operation: number, options: { signal: AbortSignal | undefined; timeoutMs: number }) {
    const { signal, timeoutMs } = options
    return new Promise<{ payload: Buffer; fds: number[] }>((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        this.#pending.delete(id)
        act()
      }
      const onAbort = () => settle(() => reject(signal?.reason))
      const timer = setTimeout(
        () =>
          settle(() =>
            reject(new NativeError(ERRNO.ETIMEDOUT, 'reply', 'The broker did not answer in time')),
          ),
        timeoutMs,
      )
      signal?.addEventListener('abort', onAbort)
      this.#pending.set(id, {
        operation,
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
      })
    })
  }

  #connect(): AddonHandle {
    if (this.#isClosed) throw new NativeError(ERRNO.EPIPE, 'connect', 'The client is closed')
    if (this.#handle) return this.#handle
    try {
      this.#handle = this.#addon.connect(
        this.#path,
        (bytes, fds) => this.#receive(bytes, fds),
        () => this.#flush(),
        (errno) =>
          this.#disconnect(
            new NativeError(errno || ERRNO.EPIPE, 'reply', 'The broker closed the connection'),
          ),
      )
    } catch (cause) {
      throw asNativeError(cause, 'connect', `The broker does not answer at ${this.#path}`)
    }
    return this.#handle
  }

  #send(message: Uint8Array): void {
    const handle = this.#connect()
    try {
      if (this.#queue.length > 0 || !this.#addon.send(handle, message, [])) this.#queue.push(message)
    } catch (cause) {
      const error = asNativeError(cause, 'send', 'The broker closed the connection')
      this.#disconnect(error)
      throw error
    }
  }

  #flush(): void {
    const waiting = this.#queue
    this.#queue = []
    try {
      for (const message of waiting) this.#send(message)
    } catch {
      // #send has failed every request under way, the waiting ones with them.
    }
  }

  #receive(bytes: Buffer, fds: number[]): void {
    const header = bytes.length < HEADER.size ? null : HEADER.decode(bytes.subarray(0, HEADER.size))
    const pending = header?.magic === MAGIC ? this.#pending.get(header.request) : undefined
    if (!header || pending?.operation !== header.operation) {
      // Nobody waits any more (aborted or late): what came along must not stay open.
      this.#closeFds(fds)
    } else if (header.error === 0) {
      pending.resolve({ payload: bytes.subarray(HEADER.size), fds })
    } else {
      this.#closeFds(fds)
      pending.reject(new NativeError(-header.error, header.stage))
    }
  }

  #disconnect(error: NativeError): void {
    const handle = this.#handle
    this.#handle = null
    this.#queue = []
    if (handle) this.#addon.close(handle)
    for (const pending of [...this.#pending.values()]) pending.reject(error)
  }

  #closeFds(fds: readonly number[]): void {
    for (const fd of fds) this.#addon.closeFd(fd)
  }
}

function asNativeError(cause: unknown, stage: string, message: string): NativeError {
  const errno = cause instanceof Error && 'errno' in cause ? Number(cause.errno) : ERRNO.EPROTO
  const error = new NativeError(errno, stage, message)
  error.cause = cause
  return error
}
