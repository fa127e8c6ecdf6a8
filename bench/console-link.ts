import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { Socket } from 'node:net'
import { consoleUpgrades, jsonLogger } from '@vserver/agent/console'
import { CONSOLE_UPGRADE, type ConsoleId } from '@vserver/core/console/model'
import type { LinuxHost } from '@vserver/core/linux'
import { attachFrame, creditFrame, FrameParser, inputFrames } from '@vserver/native'

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

/** Our terminal as the panel sees it: a connection that the agent gave to the console. */
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

/** The agent's console server on a socket of its own; everything else of an agent is left out. */
export async function openDoorway(host: LinuxHost, socketPath: string): Promise<Doorway> {
  const hand = consoleUpgrades(
    host,
    jsonLogger(() => {}),
  )
  const server = createServer()
  server.on('upgrade', (request, socket, head) => hand({ request, socket, head }))
  server.listen(socketPath)
  await once(server, 'listening')
  return {
    open: (id, from = 0) => openLink({ socketPath, path: `/console/${id}` }, from),
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function openLink(address: { socketPath: string; path: string }, from: number): Promise<OwnLink> {
  const socket = await connected(address)
  const parser = new FrameParser()
  const ended = Promise.withResolvers<number>()
  const closed = once(socket, 'close')
  const output = new Output()
  let [offset, lost] = [from, false]
  socket.on('data', (chunk: Buffer) => {
    for (const frame of parser.push(chunk)) {
      if (frame.type === 'lost') lost = true
      if (frame.type === 'exit') ended.resolve(frame.status)
      if (frame.type !== 'output') continue
      offset = frame.offset + frame.bytes.length
      socket.write(creditFrame(frame.bytes.length))
      output.push(frame.bytes)
    }
  })
  socket.on('error', () => socket.destroy())
  socket.write(attachFrame(from))
  socket.write(creditFrame(CREDIT))
  return {
    offset: () => offset,
    hasLost: () => lost,
    ended: ended.promise,
    type: (text) => void socket.write(inputFrames(Buffer.from(text))),
    listen: (onOutput) => output.listen(onOutput),
    close: async () => {
      socket.destroy()
      await closed
    },
  }
}

function connected(address: { socketPath: string; path: string }): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const asked = request({ ...address, headers: { connection: 'Upgrade', upgrade: CONSOLE_UPGRADE } })
  asked.once('upgrade', (_response, socket) => resolve(socket as Socket))
  asked.once('response', ({ statusCode }) => reject(new Error(`The console was refused: ${statusCode}.`)))
  asked.on('error', reject).end()
  return promise
}

export function opened(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.onopen = () => resolve()
  socket.onerror = () => reject(new Error('The WebSocket was refused.'))
  return promise
}
