import type { Socket } from 'node:net'
import { FRAME } from '@vserver/core/console/model'
import type { ServerChannel } from 'ssh2'
import type { ConsoleLink } from '../console/link.ts'
import { attachFrame, resizeFrame } from '../console/source.ts'
import { frame, inputFrames, numberFrame, OUTPUT_HEAD, OUTPUT_WINDOW } from './frames.ts'
import { type Exit, exitOf, signalNumber } from './signals.ts'

/** Input that may wait for the host, and output for a client that reads nothing. */
const PAUSE_BYTES = 1024 * 1024
/** Of the window: a frame of credit for each frame of output would wake the host's processes twice as often. */
const PAY_SHARE = 1 / 16
/** RFC 4254, 6.10 has no code for it; OpenSSH's client itself ends with 255 when a connection breaks. */
const BROKEN = 255
/** For the words that say why to be sent; who does not read them is cut. */
export const LAST_WORDS_MS = 300
/** Less than any terminal has. */
const UNTOLD_ROOM = 32 * 1024
const END_OF_FILE = Buffer.of(4)

type Size = { columns: number; rows: number }
type Ends = {
  channel: ServerChannel
  /** Paused when it begins. */
  source: ConsoleLink
  /** Of the whole connection. */
  socket: Socket
  isTerminal: boolean
  onInput(): void
  onOutput(): void
}

/** Joins an SSH channel to a console of the host, each end as fast as the other takes it. */
export class Carrier {
  readonly #ends: Ends
  readonly #window: number
  /** Bytes that the host has room for. */
  #room: number
  /** Until then the room is a guess. */
  #hasRoomTold: boolean
  #queue: Buffer[] = []
  #hasEnded = false
  #pendingWrites = 0
  /** Credit that the host did not get yet. */
  #owed = 0
  /** For the socket to drain. */
  #isWaiting = false
  #exit: Exit | null = null
  #isOver = false

  constructor(ends: Ends) {
    this.#ends = ends
    this.#room = ends.isTerminal ? UNTOLD_ROOM : 0
    this.#hasRoomTold = !ends.isTerminal
    this.#window = OUTPUT_WINDOW[ends.isTerminal ? 'terminal' : 'pipes']
  }

  begin(): void {
    const { channel, source } = this.#ends
    source.on('frame', (frame) => this.#fromHost(frame))
    source.on('closed', () => this.#exit ?? this.end('The connection to the host was lost.'))
    channel.on('close', () => this.#leave())
    channel.on('data', (bytes: Buffer) => this.#fromClient(bytes))
    channel.on('end', () => {
      this.#hasEnded = true
      this.#flushInput()
    })
    channel.on('error', () => channel.close())
    source.send(attachFrame(0))
    source.send(numberFrame(FRAME.credit, this.#window))
    source.resume()
  }

  resize(size: Size): void {
    if (this.#ends.isTerminal) this.#send(resizeFrame(size))
  }

  /** Through a terminal only the two that have a key. */
  signal(name: string): void {
    const number = signalNumber(name)
    if (number === null) return
    if (!this.#ends.isTerminal) this.#send(numberFrame(FRAME.signal, number))
    const key = !this.#ends.isTerminal ? null : name === 'INT' ? 3 : name === 'QUIT' ? 28 : null
    if (key !== null) this.#send(frame(FRAME.input, Buffer.of(key)))
  }

  /** The right is gone: a client that does not read why does not keep its channel open for that. */
  revoke(message: string): void {
    const { channel } = this.#ends
    const cut = setTimeout(() => channel.close(), LAST_WORDS_MS)
    channel.once('close', () => clearTimeout(cut))
    this.end(message)
  }

  /** Says why, and closes both ends. */
  end(message: string): void {
    if (this.#isOver) return
    const { channel } = this.#ends
    channel.stderr.write(`\r\n${message}\r\n`)
    this.#close({ code: BROKEN })
  }

  #fromHost(data: Buffer): void {
    const type = data[0]
    const { channel } = this.#ends
    // Right after its hello a terminal tells its room; one of an older host never does, and takes all.
    if (!this.#hasRoomTold && type !== FRAME.hello && type !== FRAME.inputCredit)
      this.#grant(Number.POSITIVE_INFINITY)
    if (type === FRAME.output) this.#print(channel, data.subarray(OUTPUT_HEAD))
    else if (type === FRAME.errorOutput) this.#print(channel.stderr, data.subarray(OUTPUT_HEAD))
    else if (type === FRAME.inputCredit) this.#grant(data.readUInt32LE(1))
    else if (type === FRAME.exit) {
      this.#exit = exitOf(data.readInt32LE(1))
      this.#closeWhenPrinted()
    }
  }

  /** What was written is paid for when the client's window and our socket have taken it. */
  #print(to: NodeJS.WritableStream, bytes: Buffer): void {
    this.#ends.onOutput()
    this.#pendingWrites += 1
    to.write(bytes, () => {
      this.#pendingWrites -= 1
      this.#closeWhenPrinted()
      this.#pay(bytes.length)
    })
  }

  #pay(bytes: number): void {
    const { socket } = this.#ends
    this.#owed += bytes
    if (socket.writableLength <= PAUSE_BYTES) this.#payAll()
    else if (!this.#isWaiting) {
      this.#isWaiting = true
      socket.once('drain', () => {
        this.#isWaiting = false
        this.#payAll()
      })
    }
  }

  #payAll(): void {
    // Until then the host has the rest of its window.
    if (this.#owed < this.#window * PAY_SHARE) return
    this.#send(numberFrame(FRAME.credit, this.#owed))
    this.#owed = 0
  }

  #closeWhenPrinted(): void {
    if (this.#exit && this.#pendingWrites === 0) this.#close(this.#exit)
  }

  #fromClient(bytes: Buffer): void {
    this.#ends.onInput()
    this.#queue.push(bytes)
    this.#flushInput()
  }

  #grant(bytes: number): void {
    this.#room += this.#hasRoomTold ? bytes : bytes - UNTOLD_ROOM
    this.#hasRoomTold = true
    this.#flushInput()
  }

  #flushInput(): void {
    const { channel, source, isTerminal } = this.#ends
    const isFull = () => this.#room <= 0 || (isTerminal && source.waitingBytes > PAUSE_BYTES)
    for (let next = this.#queue[0]; next && !isFull(); next = this.#queue[0]) {
      const part = next.subarray(0, this.#room)
      this.#room -= part.length
      for (const one of inputFrames(part)) this.#send(one, () => isTerminal && this.#flushInput())
      if (part.length === next.length) this.#queue.shift()
      else this.#queue[0] = next.subarray(part.length)
    }
    if (this.#queue.length > 0) channel.pause()
    else if (channel.isPaused()) channel.resume()
    if (this.#hasEnded && this.#queue.length === 0) this.#endInput()
  }

  /** A terminal has no end of input but the key that says so. */
  #endInput(): void {
    this.#hasEnded = false
    this.#send(this.#ends.isTerminal ? frame(FRAME.input, END_OF_FILE) : frame(FRAME.endInput))
  }

  #send(bytes: Buffer, onSent?: () => void): void {
    this.#ends.source.send(bytes, onSent)
  }

  #close(exit: Exit): void {
    if (this.#isOver) return
    const { channel } = this.#ends
    if ('code' in exit) channel.exit(exit.code)
    else channel.exit(exit.signal, exit.isCore)
    channel.end()
    this.#leave()
  }

  /** Nobody could come back to it: the program goes with its client. */
  #leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (!this.#exit) this.#send(frame(FRAME.hangup))
    this.#ends.source.close()
  }
}
