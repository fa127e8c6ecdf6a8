/** Text out of bytes that come in pieces: the beginning of a character waits for its rest. */
export class Utf8Holder {
  #held: Uint8Array = new Uint8Array(0)

  /** Bytes that wait; they are not in any text yet. */
  get heldBytes(): number {
    return this.#held.length
  }

  push(bytes: Uint8Array): string {
    const all = Buffer.concat([this.#held, bytes])
    const whole = all.length - unfinishedTail(all)
    this.#held = all.subarray(whole)
    return all.subarray(0, whole).toString('utf8')
  }

  /** What is left becomes the replacement character. */
  end(): string {
    const text = Buffer.from(this.#held).toString('utf8')
    this.#held = new Uint8Array(0)
    return text
  }
}

/** How many bytes at the end begin a character whose rest may come. Source: RFC 3629, 3. */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1
    return byte < 0xf8 && length > back ? back : 0
  }
  return 0
}
