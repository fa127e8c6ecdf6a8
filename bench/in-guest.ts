import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { ConsoleId } from '@vserver/core/console/model'
import type { GuestName } from '@vserver/core/guest/model'
import type { LinuxHost } from '@vserver/core/linux'
import { attachFrame, creditFrame, FrameParser } from '@vserver/native'

/** What a program on a console of the guest prints until it ends. */
export async function runInGuest(host: LinuxHost, guest: GuestName, argv: string[]): Promise<string> {
  const id = ConsoleId.parse(`bench-${randomBytes(8).toString('hex')}`)
  const size = { columns: 200, rows: 50 }
  const { socket } = await host.consoles.open({ id, guest, size, argv })
  return readToEnd(socket)
}

function readToEnd(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const parser = new FrameParser()
    const socket = connect(socketPath)
    let output = ''
    socket.on('connect', () => socket.write(Buffer.concat([attachFrame(0), creditFrame(2 ** 20)])))
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      for (const frame of parser.push(chunk)) {
        if (frame.type === 'output') output += frame.bytes.toString()
        if (frame.type !== 'exit') continue
        socket.destroy()
        resolve(output.replaceAll('\r\n', '\n'))
      }
    })
  })
}
