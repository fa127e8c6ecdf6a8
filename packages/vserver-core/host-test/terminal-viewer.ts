import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { attachFrame, type ConsoleFrame, creditFrame, FrameParser, inputFrames } from '@vserver/native'
import { expect } from 'vitest'
import { ConsoleId, type ConsoleProgramInput } from '../src/console/model.ts'
import type { GuestName } from '../src/guest/model.ts'
import type { Host } from '../src/host.ts'
import { patient } from './slowness.ts'

const PROGRAM = path.resolve(import.meta.dirname, '../../native/bin/vs-console')

export type OpenTerminal = {
  id: ConsoleId
  socket: string
  /** Of the process that serves it. */
  pid: number
}

/** A console of a guest, nobody attached. */
export async function openTerminal(
  host: Host,
  guest: GuestName,
  program: ConsoleProgramInput = {},
): Promise<OpenTerminal> {
  const id = ConsoleId.parse(`t-${randomBytes(8).toString('hex')}`)
  const { socket } = await host.consoles.open({ id, guest, size: { columns: 80, rows: 24 }, program })
  const own = () => serversOf(socket)
  await expect.poll(own, { timeout: patient(5000) }).toHaveLength(1)
  return { id, socket, pid: own()[0] ?? 0 }
}

/** The consoles of this checkout that listen there: those of other tests run beside them. Source: proc(5), net/unix. */
function serversOf(socket: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      if (!/^\d+$/.test(name) || readlinkSync(`/proc/${name}/exe`) !== PROGRAM) return []
      // The kernel keeps the name that it was bound by, before it was renamed.
      const sockets = readFileSync(`/proc/${name}/net/unix`, 'utf8').split('\n')
      const line = sockets.find((one) => one.endsWith(` ${socket}~`))
      const inode = line?.trim().split(/\s+/)[6]
      const links = readdirSync(`/proc/${name}/fd`).map((fd) => readlinkSync(`/proc/${name}/fd/${fd}`))
      return links.includes(`socket:[${inode}]`) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

export function residentKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

type Wish = { offset?: number; credit?: number }

/** A viewer that types no more than it may, as the browser does, and pays for what it takes. */
export class TerminalViewer {
  readonly socket: Socket
  offset: number
  hasLost = false
  /** All that it was shown, unless somebody listens. */
  output = Buffer.alloc(0)
  onOutput: ((bytes: Buffer) => void) | null = null
  readonly status: Promise<number>
  readonly closed: Promise<unknown>
  readonly #paysBack: boolean
  readonly #parser = new FrameParser()
  #room = 0
  #waiting: Buffer[] = []

  private constructor(socket: Socket, { offset = 0, credit }: Wish) {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.socket = socket
    this.offset = offset
    this.status = promise
    this.closed = once(socket, 'close')
    this.#paysBack = credit !== 0
    promise.catch(() => {})
    socket.on('data', (chunk) => {
      for (const frame of this.#parser.push(chunk)) this.#take(frame, resolve)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => reject(new Error(`the console ended early: ${this.output.subarray(-200)}`)))
  }

  static async attach(path: string, wish: Wish = {}): Promise<TerminalViewer> {
    const socket = connect(path)
    await once(socket, 'connect')
    const viewer = new TerminalViewer(socket, wish)
    socket.write(Buffer.concat([attachFrame(wish.offset ?? 0), creditFrame(wish.credit ?? 1 << 17)]))
    return viewer
  }

  /** Bytes that were typed and did not go yet. */
  get unsent(): number {
    return this.#waiting.reduce((sum, { length }) => sum + length, 0)
  }

  type(bytes: Buffer | string): void {
    this.#waiting.push(Buffer.from(bytes))
    this.#send()
  }

  leave(): void {
    this.socket.destroy()
  }

  /** Until it was shown, from the beginning. */
  async sees(text: string): Promise<void> {
    await expect.poll(() => this.output.includes(text), { timeout: patient(15_000) }).toBe(true)
  }

  /** Milliseconds until a shell has answered. */
  async answers(): Promise<number> {
    const mark = randomBytes(4).toString('hex')
    const begin = performance.now()
    this.type(`echo ${mark.slice(0, 4)}''${mark.slice(4)}\n`)
    await this.sees(mark)
    return performance.now() - begin
  }

  #take(frame: ConsoleFrame, exit: (status: number) => void): void {
    if (frame.type === 'lost') this.hasLost = true
    if (frame.type === 'exit') exit(frame.status)
    if (frame.type === 'inputCredit') {
      this.#room += frame.bytes
      this.#send()
    }
    if (frame.type !== 'output') return
    this.offset = frame.offset + frame.bytes.length
    if (this.onOutput) this.onOutput(frame.bytes)
    else this.output = Buffer.concat([this.output, frame.bytes])
    if (this.#paysBack) this.socket.write(creditFrame(frame.bytes.length))
  }

  #send(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#room > 0; next = this.#waiting[0]) {
      const part = next.subarray(0, this.#room)
      this.#room -= part.length
      this.socket.write(inputFrames(part))
      if (part.length === next.length) this.#waiting.shift()
      else this.#waiting[0] = next.subarray(part.length)
    }
  }
}
