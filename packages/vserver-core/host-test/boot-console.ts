import { attachFrame, creditFrame, FrameParser, inputFrames } from '@vserver/native'
import type { GuestName } from '../src/guest/model.ts'
import type { Host } from '../src/host.ts'
import { MIB } from '../src/units.ts'
import { handedConnection } from './hand.ts'

export type BootConsole = {
  /** All that it printed since the guest started. */
  text(): string
  type(text: string): void
  close(): void
}

/** Attaches to the boot console of a guest that runs. */
export async function openBootConsole(host: Host, name: GuestName): Promise<BootConsole> {
  const socket = await handedConnection(host, { bootOf: name })
  if (socket === null) throw new Error(`${name} has no boot console`)
  const parser = new FrameParser()
  let text = ''
  socket.write(Buffer.concat([attachFrame(0), creditFrame(MIB)]))
  socket.on('data', (chunk) => {
    for (const frame of parser.push(chunk)) if (frame.type === 'output') text += frame.bytes.toString()
  })
  return {
    text: () => text,
    type: (input) => void socket.write(inputFrames(Buffer.from(input))),
    close: () => void socket.destroy(),
  }
}
