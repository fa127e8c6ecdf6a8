import type { Mark, Observing } from '@vserver/core/observer/model'
import { msg } from '@/language/t.ts'
import type { ConsoleAddress } from '../agent/agent.ts'
import { CastLines, castHeader } from './cast.ts'
import type { Position } from './chunk.ts'
import type { ChunkWriter } from './chunk-store.ts'
import { type ObserverLink, observeConsole } from './observer-link.ts'

/** What the console may be ahead of what is stored; less than half of what it keeps, so that it need not wait. */
const WINDOW_BYTES = 96 * 1024
/** Stored at the latest when this much waits, or for this long. */
const STORE_BYTES = 32 * 1024
const STORE_MS = 1000
const RETRY_MS = [100, 250, 500, 1000, 2000] as const

export type RecordingEnd =
  /** The shell ended, as waitpid(2) tells it. */
  | { kind: 'exit'; status: number }
  /** The console is not there any more, and nobody saw it end. */
  | { kind: 'gone' }
  | { kind: 'tooLarge' }
  /** It cannot be stored: the disk is full, or worse. */
  | { kind: 'storage'; cause: unknown }

export type RecorderOptions = {
  address: ConsoleAddress
  writer: ChunkWriter
  startedAt: Date
  title: string
  maxBytes: number
  now(): number
  onEnd(end: RecordingEnd): void
  /** The link was lost; it is tried again until the recording ends. */
  onDetached(): void
  onAttached(): void
}

/** Takes down all that is seen and done at one console, from where its writer stopped until it ends. */
export class Recorder {
  readonly #options: RecorderOptions
  readonly #lines: CastLines
  #link: ObserverLink | null = null
  #offset: number
  #mark: bigint
  /** By how much the host's clock of marks is behind ours. */
  #clockLagMs = 0
  /** Output that came and is not stored yet: the console may send as much again once it is. */
  #unstoredBytes = 0
  #storing: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #attempt = 0
  #isFresh: boolean
  #isOver = false
  #isAttached = false

  constructor(options: RecorderOptions) {
    this.#options = options
    const { position, bytes } = options.writer.stored
    this.#offset = position.offset
    this.#mark = position.mark
    this.#isFresh = bytes === 0
    this.#lines = new CastLines(options.startedAt, position.seconds)
    if (!this.#isFresh) this.#lines.marker(msg('the panel was started again'), options.now())
  }

  get isAttached(): boolean {
    return this.#isAttached
  }

  get stored() {
    return this.#options.writer.stored
  }

  start(): void {
    if (this.#isOver) return
    this.#link = observeConsole(
      this.#options.address,
      { offset: this.#offset, mark: this.#mark, credit: WINDOW_BYTES - this.#unstoredBytes },
      {
        observing: (told) => this.#begin(told),
        output: (offset, bytes) => this.#takeOutput(offset, bytes),
        mark: (mark) => this.#takeMark(mark),
        lost: (from, to) => this.#takeGap(from, to),
        exit: (status) => void this.#finish({ kind: 'exit', status }),
        closed: (isGone) => this.#lose(isGone),
      },
    )
  }

  /** Stores what waits and leaves the console as it is; another recorder may go on. */
  async pause(): Promise<void> {
    if (this.#isOver) return
    this.#leave()
    await this.#store()
    await this.#options.writer.close()
  }

  abandon(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#leave()
    this.#options.writer.close().catch(() => {})
  }

  #begin(told: Observing): void {
    const now = this.#options.now()
    this.#clockLagMs = now - told.timeUs / 1000
    if (this.#isFresh) {
      const { startedAt, title } = this.#options
      const { columns, rows } = told
      this.#lines.header(castHeader({ columns: columns || 80, rows: rows || 24, startedAt, title }))
      this.#isFresh = false
    }
    if (told.firstOffset > this.#offset) this.#takeGap(this.#offset, told.firstOffset)
    this.#attempt = 0
    this.#isAttached = true
    this.#options.onAttached()
    this.#storeSoon()
  }

  #takeOutput(offset: number, bytes: Uint8Array): void {
    this.#lines.output(bytes, this.#options.now())
    this.#offset = offset + bytes.length
    this.#unstoredBytes += bytes.length
    this.#storeSoon()
  }

  #takeMark(mark: Mark): void {
    const now = this.#options.now()
    this.#lines.mark(mark, Math.min(now, mark.timeUs / 1000 + this.#clockLagMs))
    this.#mark = mark.nextMark
    this.#storeSoon()
  }

  #takeGap(from: number, to: number): void {
    this.#lines.gap(`${to - from} bytes of output were not kept`, this.#options.now())
    this.#offset = to
    this.#storeSoon()
  }

  #lose(isGone: boolean): void {
    this.#link = null
    if (this.#isOver) return
    if (isGone) return void this.#finish({ kind: 'gone' })
    if (this.#isAttached) this.#options.onDetached()
    this.#isAttached = false
    const wait = RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)]
    this.#attempt += 1
    this.#retry = setTimeout(() => this.start(), wait)
  }

  #storeSoon(): void {
    if (this.#lines.size >= STORE_BYTES || this.#unstoredBytes >= STORE_BYTES) void this.#store()
    else this.#timer ??= setTimeout(() => void this.#store(), STORE_MS)
  }

  /** One after the other; what comes in between goes with the next. */
  #store(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#storing = this.#storing.then(() => this.#storeNow())
    return this.#storing
  }

  async #storeNow(): Promise<void> {
    const text = this.#lines.take()
    const bytes = this.#unstoredBytes
    if (text === '' || this.#isOver) return
    const position: Position = {
      offset: this.#offset - this.#lines.heldBytes,
      mark: this.#mark,
      seconds: this.#lines.seconds,
    }
    try {
      await this.#options.writer.append(position, text)
    } catch (cause) {
      return this.#end({ kind: 'storage', cause })
    }
    this.#unstoredBytes -= bytes
    if (bytes > 0) this.#link?.credit(bytes)
    if (this.stored.bytes > this.#options.maxBytes) this.#end({ kind: 'tooLarge' })
  }

  async #finish(end: RecordingEnd): Promise<void> {
    const now = this.#options.now()
    this.#leave()
    this.#lines.flushHeld(now)
    if (end.kind === 'gone') this.#lines.marker(msg('the console was gone'), now)
    await this.#store()
    this.#end(end)
  }

  #leave(): void {
    clearTimeout(this.#retry)
    this.#isAttached = false
    this.#link?.close()
    this.#link = null
  }

  #end(end: RecordingEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#leave()
    this.#options.writer.close().catch(() => {})
    this.#options.onEnd(end)
  }
}
