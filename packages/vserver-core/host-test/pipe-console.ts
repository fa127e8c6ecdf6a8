import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  attachFrame,
  type ConsoleFrame,
  creditFrame,
  endInputFrame,
  FrameParser,
  inputFrames,
  signalFrame,
} from '@vserver/native'
import { ConsoleId, type ConsoleProgramInput } from '../src/console/model.ts'
import { GuestName } from '../src/guest/model.ts'
import type { Host } from '../src/host.ts'

/** Opens a program on pipes; the path of the socket that its one viewer attaches to. */
export async function openPipes(host: Host, guest: string, program: ConsoleProgramInput): Promise<string> {
  const { socket } = await host.consoles.open({
    id: ConsoleId.parse(`t-${randomBytes(8).toString('hex')}`),
    guest: GuestName.parse(guest),
    size: { columns: 80, rows: 24 },
    program: { mode: 'pipes', ...program },
  })
  return socket
}

/** A viewer that takes all that comes at once, and sends no more than it may. */
export class PipeViewer {
  readonly socket: Socket
  output = Buffer.alloc(0)
  errorOutput = Buffer.alloc(0)
  #parser = new FrameParser()
  #room = 0
  #wanted: Buffer[] = []
  #isEnding = false
  #exit = Promise.withResolvers<number>()
  onOutput: ((bytes: Buffer) => void) | null = null

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      for (const frame of this.#parser.push(chunk)) this.#take(frame)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#exit.reject(new Error(`the console ended early: ${this.errorOutput}`)))
    this.#exit.promise.catch(() => {})
  }

  static async attach(path: string, credit = 1 << 20): Promise<PipeViewer> {
    const socket = connect(path)
    await once(socket, 'connect')
    const viewer = new PipeViewer(socket)
    socket.write(Buffer.concat([attachFrame(0), creditFrame(credit)]))
    return viewer
  }

  /** As waitpid(2) tells it. */
  get status(): Promise<number> {
    return this.#exit.promise
  }

  /** Bytes of input that it did not take yet. */
  get unsent(): number {
    return this.#wanted.reduce((sum, { length }) => sum + length, 0)
  }

  write(bytes: Buffer): void {
    this.#wanted.push(bytes)
    this.#send()
  }

  end(): void {
    this.#isEnding = true
    this.#send()
  }

  signal(number: number): void {
    this.socket.write(signalFrame(number))
  }

  credit(bytes: number): void {
    this.socket.write(creditFrame(bytes))
  }

  #take(frame: ConsoleFrame): void {
    if (frame.type === 'output') {
      if (this.onOutput) this.onOutput(frame.bytes)
      else this.output = Buffer.concat([this.output, frame.bytes])
      this.credit(frame.bytes.length)
    }
    if (frame.type === 'errorOutput') {
      this.errorOutput = Buffer.concat([this.errorOutput, frame.bytes])
      this.credit(frame.bytes.length)
    }
    if (frame.type === 'exit') this.#exit.resolve(frame.status)
    if (frame.type !== 'inputCredit') return
    this.#room += frame.bytes
    this.#send()
  }

  #send(): void {
    for (let next = this.#wanted[0]; next !== undefined && this.#room > 0; next = this.#wanted[0]) {
      const part = next.subarray(0, this.#room)
      this.#room -= part.length
      this.socket.write(inputFrames(part))
      if (part.length === next.length) this.#wanted.shift()
      else this.#wanted[0] = next.subarray(part.length)
    }
    if (!this.#isEnding || this.#wanted.length > 0) return
    this.#isEnding = false
    this.socket.write(endInputFrame())
  }
}
