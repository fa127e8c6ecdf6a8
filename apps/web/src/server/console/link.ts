import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { FRAME, FRAME_MAX_BYTES } from '@vserver/core/console/model'

/** u32 type, u32 size; little endian. Source: struct vs_frame in native/common/protocol-frame.h. */
const HEADER_BYTES = 8
const TYPE_AT = 7
/** Of a payload: who reads frames does not look whether they are whole. */
const LEAST_BYTES: Partial<Record<number, number>> = {
  [FRAME.hello]: 16,
  [FRAME.output]: 8,
  [FRAME.lost]: 16,
  [FRAME.exit]: 4,
  [FRAME.observing]: 48,
  [FRAME.mark]: 32,
  [FRAME.errorOutput]: 8,
  [FRAME.inputCredit]: 4,
}

/** `closed` comes once: with an error when the connection broke, without when the other side ended it. */
type LinkEvents = { frame: [Buffer]; closed: [Error | null] }

/**
 * One end of a console's stream. A frame is its type in one byte, then its payload: what a browser's WebSocket
 * carries in a message. Paused until it is resumed; nothing is heard after `closed`.
 */
export class ConsoleLink extends EventEmitter<LinkEvents> {
  readonly #socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #error: Error | null = null

  constructor(socket: Socket, head: Buffer) {
    super()
    this.#socket = socket
    socket.pause()
    if (head.length > 0) socket.unshift(head)
    socket.setTimeout(0)
    socket.on('data', (chunk: Buffer) => this.#push(chunk))
    socket.on('end', () => socket.end())
    socket.on('error', (error) => {
      this.#error ??= error
    })
    socket.on('close', () => this.emit('closed', this.#error))
  }

  get isOpen(): boolean {
    return this.#socket.writable && !this.#socket.destroyed
  }

  /** Of what was sent and has not left yet. */
  get waitingBytes(): number {
    return this.#socket.writableLength
  }

  get isPaused(): boolean {
    return this.#socket.isPaused()
  }

  /** Nothing happens, and `onSent` is not called, when it is closed. */
  send(frame: Uint8Array, onSent?: () => void): void {
    if (!this.isOpen) return
    const bytes = Buffer.allocUnsafe(HEADER_BYTES - 1 + frame.length)
    bytes.set(frame, TYPE_AT)
    bytes.writeUInt32LE(frame[0] ?? 0, 0)
    bytes.writeUInt32LE(frame.length - 1, 4)
    this.#socket.write(bytes, onSent)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** After what was sent. */
  close(): void {
    this.#socket.destroySoon()
  }

  /** At once. */
  terminate(): void {
    this.#socket.destroy()
  }

  #push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (bytes.length >= HEADER_BYTES && !this.#socket.destroyed) {
      const [type, size] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)]
      if (size > FRAME_MAX_BYTES || size < (LEAST_BYTES[type] ?? 0) || type > 0xff) {
        this.#socket.destroy(new RangeError(`A console sends no frame ${type} of ${size} bytes.`))
        return
      }
      if (bytes.length < HEADER_BYTES + size) break
      // In front of the payload, in place of the highest byte of its size.
      bytes.writeUInt8(type, TYPE_AT)
      this.emit('frame', bytes.subarray(TYPE_AT, HEADER_BYTES + size))
      bytes = bytes.subarray(HEADER_BYTES + size)
    }
    this.#rest = bytes
  }
}
