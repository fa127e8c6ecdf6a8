import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { attachFrame, creditFrame, FrameParser } from '@vserver/native'
import { ConsoleId } from '../src/console/model.ts'
import { GuestName } from '../src/guest/model.ts'
import type { Host } from '../src/host.ts'
import { MIB } from '../src/units.ts'

export type Outcome = {
  /** Exit code; 128 and more: the signal that ended it. */
  code: number
  output: string
}

/** Runs a program in the guest, as its root, on a terminal of its own. */
export async function runInGuest(host: Host, guest: string, argv: string[]): Promise<Outcome> {
  const { socket } = await host.consoles.open({
    id: ConsoleId.parse(`t-${randomBytes(8).toString('hex')}`),
    guest: GuestName.parse(guest),
    size: { columns: 200, rows: 50 },
    argv,
  })
  return readToEnd(socket)
}

export function runShell(host: Host, guest: string, script: string): Promise<Outcome> {
  return runInGuest(host, guest, ['/bin/sh', '-c', script])
}

function readToEnd(path: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const parser = new FrameParser()
    const socket = connect(path)
    let output = ''
    socket.on('connect', () => socket.write(Buffer.concat([attachFrame(0), creditFrame(MIB)])))
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      for (const frame of parser.push(chunk)) {
        if (frame.type === 'output') output += frame.bytes.toString()
        if (frame.type !== 'exit') continue
        socket.destroy()
        resolve({ code: exitCode(frame.status), output: output.replaceAll('\r\n', '\n') })
      }
    })
    socket.on('close', () => reject(new Error(`the console ended early: ${output}`)))
  })
}

/** Source: waitpid(2), WIFEXITED and WTERMSIG. */
function exitCode(status: number): number {
  const signal = status & 0x7f
  return signal === 0 ? (status >> 8) & 0xff : 128 + signal
}
