import { FRAME } from '@vserver/core/console/model'
import type { ConsoleLink } from '../console/link.ts'
import { linkServer } from './link-server.ts'

type Observer = { link: ConsoleLink; offset: number; mark: number; credit: number }
type HostMark = { offset: number; kind: number; bytes: Buffer }

const HEAD = { observing: 1 + 48, output: 1 + 8, mark: 1 + 32 }
export const MARK = { input: 1, hidden: 2, size: 3 } as const

/** One console as an agent shows it to observers: it keeps all output and marks, and never sends beyond credit. */
export async function consoleHost() {
  const host = new FakeConsole()
  const socketPath = await linkServer((link) => host.accept(link))
  return Object.assign(host, { address: { socketPath, path: '/console/x' } })
}

class FakeConsole {
  /** Frame types that came, in order. */
  readonly got: number[] = []
  /** Where each observer went on. */
  readonly asked: { offset: number; mark: number }[] = []
  /** Of output, to all observers. */
  sentBytes = 0
  /** Output before it is no longer kept. */
  firstOffset = 0
  #output: Buffer = Buffer.alloc(0)
  readonly #marks: HostMark[] = []
  #status: number | null = null
  readonly #observers = new Set<Observer>()

  get observers(): number {
    return this.#observers.size
  }

  print(bytes: string | Uint8Array): void {
    this.#output = Buffer.concat([this.#output, Buffer.from(bytes as Uint8Array)])
    this.#sendAll()
  }

  type(text: string, kind: number = MARK.input): void {
    const bytes = kind === MARK.hidden ? u32(text.length) : Buffer.from(text)
    this.#marks.push({ offset: this.#output.length, kind, bytes })
    this.#sendAll()
  }

  resize(columns: number, rows: number): void {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt16LE(columns, 0)
    bytes.writeUInt16LE(rows, 2)
    this.#marks.push({ offset: this.#output.length, kind: MARK.size, bytes })
    this.#sendAll()
  }

  exit(status: number): void {
    this.#status = status
    this.#sendAll()
  }

  /** As when the agent is started again. */
  cut(): void {
    for (const { link } of this.#observers) link.terminate()
    this.#observers.clear()
  }

  accept(link: ConsoleLink): void {
    let observer: Observer | null = null
    link.on('frame', (frame) => {
      this.got.push(frame[0] ?? 0)
      if (frame[0] === FRAME.observe) observer = this.#attach(link, frame)
      if (frame[0] === FRAME.credit && observer) observer.credit += frame.readUInt32LE(1)
      if (frame[0] === FRAME.hangup) this.exit(1)
      this.#sendAll()
    })
    link.on('closed', () => observer && this.#observers.delete(observer))
  }

  #attach(link: ConsoleLink, frame: Buffer): Observer {
    const asked = { offset: Number(frame.readBigUInt64LE(1)), mark: Number(frame.readBigUInt64LE(9)) }
    this.asked.push(asked)
    const observer = { link, ...asked, offset: Math.max(asked.offset, this.firstOffset), credit: 0 }
    this.#observers.add(observer)
    const told = Buffer.alloc(HEAD.observing)
    told.writeUInt8(FRAME.observing)
    told.writeBigUInt64LE(BigInt(this.firstOffset), 1)
    told.writeBigUInt64LE(BigInt(this.#output.length), 9)
    told.writeBigUInt64LE(BigInt(this.#marks.length), 25)
    told.writeBigUInt64LE(nowUs(), 33)
    told.writeUInt16LE(80, 41)
    told.writeUInt16LE(24, 43)
    link.send(told)
    return observer
  }

  #sendAll(): void {
    for (const observer of this.#observers) this.#sendTo(observer)
  }

  #sendTo(observer: Observer): void {
    for (;;) {
      const mark = this.#marks[observer.mark]
      if (mark && mark.offset <= observer.offset) {
        observer.mark += 1
        observer.link.send(markFrame(mark, observer.mark))
        continue
      }
      const end = Math.min(
        mark?.offset ?? this.#output.length,
        observer.offset + Math.min(observer.credit, 8192),
      )
      if (end <= observer.offset) break
      const head = Buffer.alloc(HEAD.output)
      head.writeUInt8(FRAME.output)
      head.writeBigUInt64LE(BigInt(observer.offset), 1)
      observer.link.send(Buffer.concat([head, this.#output.subarray(observer.offset, end)]))
      observer.credit -= end - observer.offset
      this.sentBytes += end - observer.offset
      observer.offset = end
    }
    if (this.#status === null || observer.offset < this.#output.length) return
    const exit = Buffer.alloc(5)
    exit.writeUInt8(FRAME.exit)
    exit.writeInt32LE(this.#status, 1)
    observer.link.send(exit)
    observer.link.close()
    this.#observers.delete(observer)
  }
}

function markFrame({ offset, kind, bytes }: HostMark, next: number): Buffer {
  const head = Buffer.alloc(HEAD.mark)
  head.writeUInt8(FRAME.mark)
  head.writeBigUInt64LE(BigInt(next), 1)
  head.writeBigUInt64LE(BigInt(offset), 9)
  head.writeBigUInt64LE(nowUs(), 17)
  head.writeUInt32LE(kind, 25)
  return Buffer.concat([head, bytes])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A host's clock counts from its own start, not ours. */
function nowUs(): bigint {
  return process.hrtime.bigint() / 1000n
}
