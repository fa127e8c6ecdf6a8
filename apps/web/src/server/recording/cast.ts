import { CUT_OFF } from '@vserver/core/console/model'
import type { Mark } from '@vserver/core/observer/model'
import { msg } from '@/language/t.ts'
import { Utf8Holder } from './utf8-holder.ts'

const MICROSECONDS = 1e6
const MILLISECONDS = 1000

export type CastHeader = { columns: number; rows: number; startedAt: Date; title: string }

/** The first line of a recording. Source: asciicast v2, https://docs.asciinema.org/manual/asciicast/v2/ */
export function castHeader({ columns, rows, startedAt, title }: CastHeader): string {
  const header = {
    version: 2,
    width: columns,
    height: rows,
    timestamp: Math.floor(startedAt.getTime() / MILLISECONDS),
    title,
    env: { TERM: 'xterm-256color' },
  }
  return `${JSON.stringify(header)}\n`
}

export const HIDDEN_LABEL = msg('typed without being shown: not recorded')

/**
 * What is seen and done at a console becomes the event lines of an asciicast: "o" output, "i" what was typed,
 * "r" a new size, "m" a marker. Times never go back.
 */
export class CastLines {
  readonly #output = new Utf8Holder()
  readonly #input = new Utf8Holder()
  readonly #startedMs: number
  #lines = ''
  #seconds: number
  #hidLast = false

  constructor(startedAt: Date, seconds = 0) {
    this.#startedMs = startedAt.getTime()
    this.#seconds = seconds
  }

  /** Of the last event. */
  get seconds(): number {
    return this.#seconds
  }

  /** Bytes of output that are in no line yet, since a character is not complete. */
  get heldBytes(): number {
    return this.#output.heldBytes
  }

  get size(): number {
    return this.#lines.length
  }

  header(line: string): void {
    this.#lines = line + this.#lines
  }

  output(bytes: Uint8Array, atMs: number): void {
    const text = this.#output.push(bytes)
    if (text !== '') this.#add(atMs, 'o', text)
  }

  mark(mark: Mark, atMs: number): void {
    const hidLast = this.#hidLast
    this.#hidLast = mark.kind === 'hidden'
    switch (mark.kind) {
      case 'input': {
        const text = this.#input.push(mark.bytes)
        if (text !== '') this.#add(atMs, 'i', text)
        return
      }
      case 'hidden':
        // Once, not for each key: how long a password is and how it is typed is nobody's business.
        if (!hidLast) this.marker(HIDDEN_LABEL, atMs)
        return
      case 'size':
        this.#add(atMs, 'r', `${mark.columns}x${mark.rows}`)
        return
      case 'lost':
        this.marker(msg('what was typed before this was not kept'), atMs)
    }
  }

  marker(label: string, atMs: number): void {
    this.#add(atMs, 'm', label)
  }

  /** Output that was not kept: the character, or the sequence, that waited for its rest never gets it. */
  gap(label: string, atMs: number): void {
    this.flushHeld(atMs)
    this.#add(atMs, 'o', CUT_OFF)
    this.marker(label, atMs)
  }

  flushHeld(atMs: number): void {
    const output = this.#output.end()
    if (output !== '') this.#add(atMs, 'o', output)
    const input = this.#input.end()
    if (input !== '') this.#add(atMs, 'i', input)
  }

  take(): string {
    const lines = this.#lines
    this.#lines = ''
    return lines
  }

  #add(atMs: number, kind: string, text: string): void {
    const seconds = Math.max(this.#seconds, (atMs - this.#startedMs) / MILLISECONDS)
    this.#seconds = Math.round(seconds * MICROSECONDS) / MICROSECONDS
    this.#lines += `${JSON.stringify([this.#seconds, kind, text])}\n`
  }
}
