import { randomBytes } from 'node:crypto'
import type { HostEvent } from '@vserver/core/event/model'

/** Events kept; a listener that falls further behind is told to read everything again. */
export const EVENTS_KEPT = 4096
/** Of what is said of samples, which are many: who is further behind has no use for old ones. */
export const SAMPLES_KEPT = 10
/** A listener that has more to catch up with is told so many at once. */
export const EVENTS_AT_ONCE = 256

/** Events in their order; the id resumes behind the last of them. */
export type EventMessage = { id: string; events: HostEvent[] }

/**
 * The last events of this host, numbered. Listeners hold only a cursor into the ring, so a slow one costs no
 * memory. Ids carry a random prefix: a cursor from before a restart of the agent is not taken for a new one.
 */
export class EventRing {
  readonly #boot = randomBytes(6).toString('hex')
  readonly #ring: (HostEvent | null)[] = []
  /** Where the samples are that are kept, oldest first. */
  #samplesAt: number[] = []
  #next = 0
  #wake = Promise.withResolvers<void>()

  publish(event: HostEvent): void {
    this.#ring[this.#next % EVENTS_KEPT] = event
    if (event.kind === 'samples') this.#keepFewSamples()
    this.#next += 1
    this.#wake.resolve()
    this.#wake = Promise.withResolvers<void>()
  }

  /** Events after `lastEventId`, or from now on without one, until the signal: each time all that there are. */
  async *subscribe(lastEventId: string | undefined, signal: AbortSignal): AsyncGenerator<EventMessage> {
    let cursor = lastEventId === undefined ? this.#next : this.#cursorOf(lastEventId)
    while (!signal.aborted) {
      if (cursor === null || cursor < this.#next - EVENTS_KEPT) {
        cursor = this.#next
        yield { id: this.#idOf(cursor), events: [{ kind: 'reset' }] }
        continue
      }
      if (cursor === this.#next) {
        await this.#changed(signal)
        continue
      }
      const events = this.#between(cursor, Math.min(this.#next, cursor + EVENTS_AT_ONCE))
      cursor += events.length
      yield { id: this.#idOf(cursor), events: events.filter((event) => event !== null) }
    }
  }

  /** Of positions that are kept. */
  #between(from: number, to: number): (HostEvent | null)[] {
    const at = from % EVENTS_KEPT
    const events = this.#ring.slice(at, at + to - from)
    return [...events, ...this.#ring.slice(0, to - from - events.length)]
  }

  /** Forgets the oldest when the ones that are published now are too many; what it leaves is an empty place. */
  #keepFewSamples(): void {
    this.#samplesAt.push(this.#next)
    const [oldest = this.#next] = this.#samplesAt
    if (this.#samplesAt.length <= SAMPLES_KEPT) return
    this.#samplesAt = this.#samplesAt.slice(1)
    // By now its place may be another event's.
    if (oldest > this.#next - EVENTS_KEPT) this.#ring[oldest % EVENTS_KEPT] = null
  }

  /** An id names the position after its last event, so that it can be used as it is to resume. */
  #idOf(cursor: number): string {
    return `${this.#boot}.${cursor}`
  }

  #cursorOf(id: string): number | null {
    const [boot, digits = ''] = id.split('.')
    const cursor = Number(digits)
    const isKnown = boot === this.#boot && Number.isSafeInteger(cursor) && cursor >= 0 && cursor <= this.#next
    return isKnown ? cursor : null
  }

  async #changed(signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<void>()
    const onAbort = (): void => aborted.resolve()
    signal.addEventListener('abort', onAbort, { once: true })
    await Promise.race([this.#wake.promise, aborted.promise])
    signal.removeEventListener('abort', onAbort)
  }
}
