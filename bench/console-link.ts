import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { consoleUpgrades, jsonLogger } from '@vserver/agent/console'
import { type ConsoleId, FRAME } from '@vserver/core/console/model'
import type { LinuxHost } from '@vserver/core/linux'

/** One end of a terminal, of ours or of a peer. */
export type Link = {
  type(text: string): void
  /** What the terminal prints from now on; one listener. */
  listen(onOutput: (bytes: Buffer) => void): void
  close(): Promise<void>
}

/** What came before anybody listened is told to who listens first. */
export class Output {
  #onOutput: ((bytes: Buffer) => void) | null = null
  #early: Buffer[] = []

  push(bytes: Buffer): void {
    if (this.#onOutput) this.#onOutput(bytes)
    else this.#early.push(Buffer.from(bytes))
  }

  listen(onOutput: (bytes: Buffer) => void): void {
    this.#onOutput = onOutput
    for (const bytes of this.#early.splice(0)) onOutput(bytes)
  }
}

/** Our terminal as the panel sees it: the agent's WebSocket. */
export type OwnLink = Link & {
  /** Byte of the output that comes next. */
  offset(): number
  /** Output that it was to get is not kept any more. */
  hasLost(): boolean
  /** The shell's end, as in waitpid(2). */
  ended: Promise<number>
}

export type Doorway = { open(id: ConsoleId, from?: number): Promise<OwnLink>; close(): Promise<void> }

const CREDIT = 256 * 1024

/** The agent's console server on a port of its own; everything else of an agent is left out. */
export async function openDoorway(host: LinuxHost): Promise<Doorway> {
  const upgrades = consoleUpgrades(
    host,
    jsonLogger(() => {}),
  )
  const server = createServer()
  server.on('upgrade', (request, socket, head) => upgrades.accept({ request, socket, head }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    open: (id, from = 0) => openLink(`ws://127.0.0.1:${port}/console/${id}`, from),
    close: async () => {
      upgrades.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

async function openLink(url: string, from: number): Promise<OwnLink> {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  const ended = Promise.withResolvers<number>()
  const closed = Promise.withResolvers<void>()
  const output = new Output()
  let [offset, lost] = [from, false]
  socket.onclose = () => closed.resolve()
  socket.onmessage = ({ data }) => {
    const frame = Buffer.from(data as ArrayBuffer)
    if (frame[0] === FRAME.lost) lost = true
    if (frame[0] === FRAME.exit) ended.resolve(frame.readInt32LE(1))
    if (frame[0] !== FRAME.output) return
    offset = Number(frame.readBigUInt64LE(1)) + frame.length - 9
    socket.send(creditFrame(frame.length - 9))
    output.push(frame.subarray(9))
  }
  await opened(socket)
  socket.send(attachFrame(from))
  socket.send(creditFrame(CREDIT))
  return {
    offset: () => offset,
    hasLost: () => lost,
    ended: ended.promise,
    type: (text) => socket.send(Buffer.concat([Buffer.of(FRAME.input), Buffer.from(text)])),
    listen: (onOutput) => output.listen(onOutput),
    close: () => {
      socket.close()
      return closed.promise
    },
  }
}

export function opened(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.onopen = () => resolve()
  socket.onerror = () => reject(new Error('The WebSocket was refused.'))
  return promise
}

function attachFrame(offset: number): Buffer {
  const frame = Buffer.alloc(9)
  frame.writeUInt8(FRAME.attach)
  frame.writeBigUInt64LE(BigInt(offset), 1)
  return frame
}

function creditFrame(bytes: number): Buffer {
  const frame = Buffer.alloc(5)
  frame.writeUInt8(FRAME.credit)
  frame.writeUInt32LE(bytes, 1)
  return frame
}
