import type { Socket } from 'node:net'
import {
  type Addon,
  BrokerClient,
  type BrokerReply,
  handConnection,
  loadAddon,
  NativeError,
  type OperationName,
  type ReplyOf,
  type RequestOf,
  watchExit,
} from '@vserver/native'
import { fromNative } from './native-errors.ts'

/** The broker as this host needs it: every refusal comes as a VserverError about its subject. */
export class Broker {
  readonly #addon: Addon
  readonly #client: BrokerClient

  constructor(socket: string, addonPath: string | undefined) {
    this.#addon = loadAddon(addonPath)
    this.#client = new BrokerClient(this.#addon, socket)
  }

  async ask<N extends OperationName>(name: N, request: RequestOf<N>, subject: string): Promise<ReplyOf<N>> {
    const { value, fds } = await this.#request(name, request, subject)
    for (const fd of fds) this.#addon.closeFd(fd)
    return value
  }

  /** Resolves when pid 1 of the guest has gone; rejects when the signal is aborted. */
  async exitOf(name: string, signal: AbortSignal): Promise<void> {
    const { fds } = await this.#request('guestOpen', { name }, name)
    const [pidfd, ...surplus] = fds
    for (const fd of surplus) this.#addon.closeFd(fd)
    if (pidfd === undefined) throw new NativeError(NO_DESCRIPTOR, 'reply')
    await watchExit(this.#addon, pidfd, signal)
  }

  /** Needs no broker: the agent's group may connect to consoles. */
  handConnection(handed: { path: string; connection: Socket; greeting: Uint8Array }): boolean {
    return handConnection(this.#addon, handed)
  }

  close(): void {
    this.#client.close()
  }

  async #request<N extends OperationName>(
    name: N,
    request: RequestOf<N>,
    subject: string,
  ): Promise<BrokerReply<N>> {
    try {
      return await this.#client.request(name, request, TIMEOUT[name] ?? {})
    } catch (error) {
      throw fromNative(error, name, subject)
    }
  }
}

/** Those that may copy a whole tree or image; a little more than the broker gives them. */
const COPIES = { timeoutMs: 910_000 }
const TIMEOUT: Partial<Record<OperationName, { timeoutMs: number }>> = {
  guestCreate: COPIES,
  guestReplace: COPIES,
  limitSet: COPIES,
}

/** EBADF: the broker answered without the pidfd it promised. */
const NO_DESCRIPTOR = 9
