import type { Cast, CastEvent } from './cast.ts'

export type Screen = {
  /** Empty and in its first size. */
  reset: () => void
  show: (events: readonly CastEvent[]) => void
}

/** Where a replay stands. It has no clock of its own: who draws tells it how much time has passed. */
export class Playback {
  readonly cast: Cast
  readonly #screen: Screen
  /** Seconds into the recording. */
  #position = 0
  /** Of the first event that was not shown. */
  #next = 0

  constructor(cast: Cast, screen: Screen) {
    this.cast = cast
    this.#screen = screen
    screen.reset()
    this.#showUntil(0)
  }

  get position(): number {
    return this.#position
  }

  get isOver(): boolean {
    return this.#position >= this.cast.seconds
  }

  advance(seconds: number): void {
    this.#showUntil(Math.min(this.cast.seconds, this.#position + seconds))
  }

  /** Back means from the beginning: what is on a screen follows from all that was ever printed. */
  seek(seconds: number): void {
    const target = Math.max(0, Math.min(this.cast.seconds, seconds))
    if (target < this.#position) {
      this.#next = 0
      this.#screen.reset()
    }
    this.#showUntil(target)
  }

  #showUntil(position: number): void {
    const { events } = this.cast
    const from = this.#next
    while ((events[this.#next]?.at ?? Number.POSITIVE_INFINITY) <= position) this.#next += 1
    this.#position = position
    if (this.#next > from) this.#screen.show(events.slice(from, this.#next))
  }
}
