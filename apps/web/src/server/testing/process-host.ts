import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { ConsoleId, ConsoleProgram, type ConsoleProgramInput, FRAME } from '@vserver/core/console/model'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { numberFrame } from '../ssh/frames.ts'
import type { World } from './world.ts'

export type OpenedProgram = {
  program: ConsoleProgram
  /** Frames that came from the viewer. */
  got: Buffer[]
  /** Bytes of output that it was allowed. */
  credit: number
  socket: WebSocket | null
}

const INPUT_ROOM = 256 * 1024

/**
 * A host whose consoles are processes of this machine, on pipes: commands run in a shell, and what would be a
 * terminal or the server of files answers its input with the same bytes.
 */
export async function processHost(world: World): Promise<{ opened: OpenedProgram[] }> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-web-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const http = createServer()
  const opened: OpenedProgram[] = []
  const byId = new Map<string, OpenedProgram>()
  new WebSocketServer({ server: http }).on('connection', (socket, request) => {
    const one = byId.get((request.url ?? '').split('/').at(-1) ?? '')
    if (one) socket.once('message', (first: Buffer) => begin(one, socket, first))
  })
  const socketPath = path.join(directory, 'agent.sock')
  http.listen(socketPath)
  await once(http, 'listening')
  onTestFinished(() => void http.close())
  world.agent.openConsole = async (_guest, _size, program: ConsoleProgramInput = {}) => {
    const id = ConsoleId.parse(`c-${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`)
    const one: OpenedProgram = { program: ConsoleProgram.parse(program), got: [], credit: 0, socket: null }
    opened.push(one)
    byId.set(id, one)
    return id
  }
  world.agent.consoleAddress = (target) =>
    `ws+unix:${socketPath}:/console/${'bootOf' in target ? 'boot' : target.consoleId}`
  return { opened }
}

function output(type: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), Buffer.alloc(8), bytes])
}

function exitFrame(status: number): Buffer {
  const frame = Buffer.alloc(5)
  frame.writeUInt8(FRAME.exit)
  frame.writeInt32LE(status, 1)
  return frame
}

/** The recorder of a terminal is told that it observes, and nothing more. */
function begin(one: OpenedProgram, socket: WebSocket, first: Buffer): void {
  if (first[0] === FRAME.observe) {
    socket.send(Buffer.concat([Buffer.of(FRAME.observing), Buffer.alloc(48)]))
  } else {
    one.got.push(first)
    serve(one, socket)
  }
}

function serve(one: OpenedProgram, socket: WebSocket): void {
  const { mode, command = 'cat' } = one.program
  one.socket = socket
  const child = spawn('/bin/sh', ['-c', mode === 'pipes' ? command : 'cat'], { detached: true })
  let sent = 0
  const send = (type: number, bytes: Buffer) => {
    sent += bytes.length
    socket.send(output(type, bytes))
    if (sent >= one.credit) for (const stream of [child.stdout, child.stderr]) stream.pause()
  }
  child.stdout.on('data', (bytes: Buffer) => send(FRAME.output, bytes))
  child.stderr.on('data', (bytes: Buffer) => send(FRAME.errorOutput, bytes))
  child.stdin.on('error', () => {})
  child.on('close', (code, signal) => {
    socket.send(exitFrame(signal ? os.constants.signals[signal] : (code ?? 0) << 8))
    socket.close(1000)
  })
  const take: Record<number, (frame: Buffer) => void> = {
    [FRAME.input]: (frame) => {
      const bytes = frame.subarray(1)
      child.stdin.write(
        bytes,
        () => mode !== 'terminal' && socket.send(numberFrame(FRAME.inputCredit, bytes.length)),
      )
    },
    [FRAME.credit]: (frame) => {
      one.credit += frame.readUInt32LE(1)
      for (const stream of [child.stdout, child.stderr]) stream.resume()
    },
    [FRAME.endInput]: () => void child.stdin.end(),
    [FRAME.signal]: (frame) => void process.kill(-(child.pid ?? 0), frame.readUInt32LE(1)),
    [FRAME.hangup]: () => void child.kill('SIGHUP'),
  }
  socket.on('message', (frame: Buffer) => {
    one.got.push(frame)
    take[frame[0] ?? 0]?.(frame)
  })
  socket.on('close', () => void child.kill('SIGKILL'))
  if (mode !== 'terminal') socket.send(numberFrame(FRAME.inputCredit, INPUT_ROOM))
}
