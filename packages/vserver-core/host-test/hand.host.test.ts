import { once } from 'node:events'
import type { Socket } from 'node:net'
import { attachFrame, creditFrame, FrameParser, inputFrames } from '@vserver/native'
import { expect } from 'vitest'
import { ConsoleId } from '../src/console/model.ts'
import { GuestName } from '../src/guest/model.ts'
import { handedConnection } from './hand.ts'
import { type Scratch, test } from './scratch.ts'
import { patient } from './slowness.ts'

const SIZE = { columns: 80, rows: 24 }
const CREDIT = 1 << 17

/** A console of the guest, and a connection that was given to it. */
async function handed({ host }: Scratch, guest: string, mode: 'terminal' | 'pipes', command?: string) {
  const consoleId = ConsoleId.parse(`h-${crypto.randomUUID()}`.slice(0, 30))
  const name = GuestName.parse(guest)
  await host.consoles.open({ id: consoleId, guest: name, size: SIZE, program: { mode, command } })
  const socket = await handedConnection(host, { consoleId })
  if (socket === null) throw new Error('there is no such console')
  return { consoleId, socket, heard: hear(socket) }
}

function hear(socket: Socket): { output: string; status: number | null } {
  const heard = { output: '', status: null as number | null }
  const parser = new FrameParser()
  socket.on('data', (chunk) => {
    for (const frame of parser.push(chunk)) {
      if (frame.type === 'output') heard.output += frame.bytes
      if (frame.type === 'exit') heard.status = frame.status
    }
  })
  socket.write(Buffer.concat([attachFrame(0), creditFrame(CREDIT)]))
  return heard
}

test('who is at the other end of a connection that was handed over is at the terminal, and comes back to it', async ({
  scratch,
}) => {
  await scratch.createTiny('terminal')
  const { socket, heard, consoleId } = await handed(scratch, 'terminal', 'terminal')
  socket.write(inputFrames(Buffer.from('MARK=kept; echo begin-$((40+2))\n')))
  await expect.poll(() => heard.output, { timeout: patient(15_000) }).toContain('begin-42')
  socket.destroy()
  const again = await handedConnection(scratch.host, { consoleId })
  if (again === null) throw new Error('it is gone')
  const more = hear(again)
  again.write(inputFrames(Buffer.from('echo still-$MARK; exit 3\n')))
  await expect.poll(() => more.status, { timeout: patient(15_000) }).toBe(3 << 8)
  expect(more.output).toContain('begin-42')
  expect(more.output).toContain('still-kept')
})

test('so is the viewer of a program on pipes, of which there is one', async ({ scratch }) => {
  await scratch.createTiny('pipes')
  const { socket, heard, consoleId } = await handed(scratch, 'pipes', 'pipes', 'read line; echo "got $line"')
  await expect
    .poll(() => handedConnection(scratch.host, { consoleId }), { timeout: patient(5000) })
    .toBe(null)
  socket.write(inputFrames(Buffer.from('words\n')))
  await once(socket, 'close')
  expect(heard).toEqual({ output: 'got words\n', status: 0 })
})

test('a console that is not there takes no connection', async ({ scratch }) => {
  const { name } = await scratch.createTiny('none')
  const consoleId = ConsoleId.parse('h-none-1234')
  expect(await handedConnection(scratch.host, { consoleId })).toBe(null)
  expect(await handedConnection(scratch.host, { bootOf: GuestName.parse('nobody') })).toBe(null)
  expect(await handedConnection(scratch.host, { bootOf: name })).not.toBe(null)
})
