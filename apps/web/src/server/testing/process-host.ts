import { spawn } from 'node:child_process'
import os from 'node:os'
import { ConsoleId, ConsoleProgram, type ConsoleProgramInput, FRAME } from '@vserver/core/console/model'
import type { ConsoleLink } from '../console/link.ts'
import { numberFrame } from '../ssh/frames.ts'
import { linkServer } from './link-server.ts'
import type { World } from './world.ts'

export type OpenedProgram = {
  program: ConsoleProgram
  /** Frames that came from the viewer. */
  got: Buffer[]
  /** Bytes of output that it was allowed. */
  credit: number
  link: ConsoleLink | null
}

const INPUT_ROOM = 256 * 1024
/** Of output in one frame: VS_RELAY_CHUNK in native/common/pipe-relay.h. */
const CHUNK_BYTES = 56 * 1024

/**
 * A host whose consoles are processes of this machine, on pipes: commands run in a shell, and what would be a
 * terminal or the server of files answers its input with the same bytes.
 */
export async function processHost(world: World): Promise<{ opened: OpenedProgram[] }> {
  const opened: OpenedProgram[] = []
  const byId = new Map<string, OpenedProgram>()
  const socketPath = await linkServer((link, url) => {
    const one = byId.get(url.split('/').at(-1) ?? '')
    if (one) link.once('frame', (first) => begin(one, link, first))
  })
  world.agent.openConsole = async (_guest, _size, program: ConsoleProgramInput = {}) => {
    const id = ConsoleId.parse(`c-${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`)
    const one: OpenedProgram = { program: ConsoleProgram.parse(program), got: [], credit: 0, link: null }
    opened.push(one)
    byId.set(id, one)
    return id
  }
  world.agent.consoleAddress = (target) => ({
    socketPath,
    path: `/console/${'bootOf' in target ? 'boot' : target.consoleId}`,
  })
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
function begin(one: OpenedProgram, link: ConsoleLink, first: Buffer): void {
  if (first[0] === FRAME.observe) {
    link.send(Buffer.concat([Buffer.of(FRAME.observing), Buffer.alloc(48)]))
  } else {
    one.got.push(first)
    serve(one, link)
  }
}

function serve(one: OpenedProgram, link: ConsoleLink): void {
  const { mode, command = 'cat' } = one.program
  one.link = link
  const child = spawn('/bin/sh', ['-c', mode === 'pipes' ? command : 'cat'], { detached: true })
  let sent = 0
  const send = (type: number, bytes: Buffer) => {
    sent += bytes.length
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
      link.send(output(type, bytes.subarray(at, at + CHUNK_BYTES)))
    if (sent >= one.credit) for (const stream of [child.stdout, child.stderr]) stream.pause()
  }
  child.stdout.on('data', (bytes: Buffer) => send(FRAME.output, bytes))
  child.stderr.on('data', (bytes: Buffer) => send(FRAME.errorOutput, bytes))
  child.stdin.on('error', () => {})
  child.on('close', (code, signal) => {
    link.send(exitFrame(signal ? os.constants.signals[signal] : (code ?? 0) << 8))
    link.close()
  })
  const take: Record<number, (frame: Buffer) => void> = {
    [FRAME.input]: (frame) => {
      const bytes = frame.subarray(1)
      child.stdin.write(
        bytes,
        () => mode !== 'terminal' && link.send(numberFrame(FRAME.inputCredit, bytes.length)),
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
  link.on('frame', (frame) => {
    one.got.push(frame)
    take[frame[0] ?? 0]?.(frame)
  })
  link.on('closed', () => void child.kill('SIGKILL'))
  if (mode !== 'terminal') link.send(numberFrame(FRAME.inputCredit, INPUT_ROOM))
}
