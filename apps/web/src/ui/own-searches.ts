/** Tells an address that a search box has asked for from one that came otherwise: by a link, or the way back. */
export class OwnSearches {
  #latest: string
  /** Asked for and not seen yet, the oldest first; the browser may leave some out. */
  readonly #asked: string[] = []

  constructor(initial: string) {
    this.#latest = initial
  }

  /** False: the address says so already. */
  ask(text: string): boolean {
    if (text === this.#latest) return false
    this.#latest = text
    this.#asked.push(text)
    return true
  }

  /** True: the address was changed by something else, and the box has to show what it says now. */
  isForeign(text: string): boolean {
    const place = this.#asked.indexOf(text)
    if (place >= 0) {
      this.#asked.splice(0, place + 1)
      return false
    }
    if (text === this.#latest) return false
    this.#latest = text
    this.#asked.length = 0
    return true
  }
}
