import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../logger.ts'
import type { Agent } from './agent.ts'
import type { HeardEvent } from './heard-event.ts'
import { Listeners } from './listeners.ts'
import { applyEvent, EMPTY_PICTURE, type HostPicture, readPicture } from './picture.ts'

export type HubEvent = HeardEvent | { kind: 'unreachable'; message: string } | { kind: 'reachable' }

const BACKOFF_MS = 250
const BACKOFF_MAX_MS = 5000

type HubOptions = { hostId: string; agent: Agent; logger: Logger }

/** One subscription to a host's agent, kept alive for ever and fanned out to everybody who watches. */
export class HostHub {
  readonly hostId: string
  readonly agent: Agent
  readonly #logger: Logger
  readonly #listeners = new Listeners()
  readonly #closing = new AbortController()
  #picture: HostPicture = EMPTY_PICTURE
  #lastEventId: string | null = null
  /** Events that came while the whole picture was being read; null when it is not. */
  #held: HeardEvent[] | null = null

  constructor({ hostId, agent, logger }: HubOptions) {
    this.hostId = hostId
    this.agent = agent
    this.#logger = logger
  }

  get picture(): HostPicture {
    return this.#picture
  }

  /** Events from now on. */
  listen(signal: AbortSignal | undefined): AsyncIterable<HubEvent> {
    return this.#listeners.listen(signal)
  }

  close(): void {
    this.#closing.abort()
  }

  /** Follows the agent until `close`. */
  async run(): Promise<void> {
    for (let failures = 0; !this.#closing.signal.aborted; ) {
      const wasReachable = await this.#follow()
      failures = wasReachable ? 0 : failures + 1
      const pause = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(failures, 10))
      await sleep(pause, undefined, { signal: this.#closing.signal }).catch(() => {})
    }
  }

  /** Reads everything again; events in the meantime are put on top of it. */
  async refresh(): Promise<void> {
    if (this.#held) return
    this.#held = []
    try {
      this.#picture = await readPicture(this.agent)
    } finally {
      const held = this.#held ?? []
      this.#held = null
      for (const event of held) this.#take(event)
    }
  }

  /** One connection, from open to its end; tells whether it ever worked. */
  async #follow(): Promise<boolean> {
    const attempt = new AbortController()
    const signal = AbortSignal.any([attempt.signal, this.#closing.signal])
    const opened = () => this.#opened().catch((error) => attempt.abort(error))
    let message = 'The host ended the connection.'
    try {
      const told = this.agent.subscribe({ lastEventId: this.#lastEventId, signal, onOpen: opened })
      for await (const { id, events } of told) {
        this.#lastEventId = id
        for (const event of events) this.#receive(event)
      }
    } catch (error) {
      message = error instanceof Error ? error.message : String(error)
    }
    return this.#lost(message)
  }

  async #opened(): Promise<void> {
    await this.refresh()
    this.#logger.info('host.reachable', { host: this.hostId })
    this.#listeners.publish({ kind: 'reachable' })
  }

  #lost(message: string): boolean {
    const wasReachable = this.#picture.reachable
    const isNews = wasReachable || this.#picture.message !== message
    this.#picture = { ...this.#picture, reachable: false, message }
    if (isNews && !this.#closing.signal.aborted) {
      this.#logger.error('host.unreachable', { host: this.hostId, message })
      this.#listeners.publish({ kind: 'unreachable', message })
    }
    return wasReachable
  }

  #receive(event: HeardEvent): void {
    if (event.kind === 'reset')
      this.refresh()
        .then(() => this.#listeners.publish(event))
        .catch((error) => this.#logger.error('host.refresh', { host: this.hostId }, error))
    else if (this.#held) this.#held.push(event)
    else this.#take(event)
  }

  /** The picture first: whoever hears of the event looks at it. */
  #take(event: HeardEvent): void {
    this.#picture = applyEvent(this.#picture, event)
    this.#listeners.publish(event)
  }
}
