import type { HubEvent } from './hub.ts'

const QUEUE_MAX = 1000

/**
 * Hands each event to everybody who listens. Who does not take them for long loses what is queued and gets one
 * `reset` instead: read everything again.
 */
export class Listeners {
  readonly #queues = new Set<EventQueue>()

  publish(event: HubEvent): void {
    for (const queue of this.#queues) queue.push(event)
  }

  /** Listens from this call on, not from the first `next`. */
  listen(signal: AbortSignal | undefined): AsyncIterable<HubEvent> {
    const queue = new EventQueue(() => this.#queues.delete(queue))
    this.#queues.add(queue)
    if (signal?.aborted) queue.end()
    signal?.addEventListener('abort', () => queue.end(), { once: true })
    return queue
  }
}

class EventQueue implements AsyncIterator<HubEvent>, AsyncIterable<HubEvent> {
  #events: HubEvent[] = []
  #waiting: ((result: IteratorResult<HubEvent>) => void) | null = null
  #isEnded = false
  readonly #onEnd: () => void

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  [Symbol.asyncIterator](): AsyncIterator<HubEvent> {
    return this
  }

  push(event: HubEvent): void {
    if (this.#waiting) {
      this.#waiting({ done: false, value: event })
      this.#waiting = null
    } else if (this.#events.length >= QUEUE_MAX) this.#events = [{ kind: 'reset' }]
    else this.#events.push(event)
  }

  end(): void {
    this.#isEnded = true
    this.#onEnd()
    this.#waiting?.({ done: true, value: undefined })
    this.#waiting = null
  }

  next(): Promise<IteratorResult<HubEvent>> {
    const event = this.#events.shift()
    if (event) return Promise.resolve({ done: false, value: event })
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  return(): Promise<IteratorResult<HubEvent>> {
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }
}
