import { type ConsoleId, FRAME } from '@vserver/core/console/model'
import { type Link, Output, opened } from './console-link.ts'
import type { Terminal } from './console-peers.ts'
import { seedWorld } from './web-seed.ts'
import { signInAll } from './web-sign-in.ts'
import { type Consoles, openStack } from './web-stack.ts'

/** The panel lists so many; the first is the customer's. */
const GUESTS = 40
const GUEST_ID = 'guest-0'
const CREDIT = 256 * 1024
const OUTPUT_HEAD = 9
const SIZE = { columns: 80, rows: 24 }

type Panel = { terminal: Terminal; close(): Promise<void> }
type Door = { origin: string; cookie: string }
type Answer = { result?: { data?: { json?: { ticket?: string } } } }

/** The built panel as a browser reaches it, over an agent whose consoles are those of a guest that runs. */
export async function openPanel(consoles: Consoles): Promise<Panel> {
  const stack = await openStack(GUESTS, consoles)
  try {
    const people = await seedWorld(stack.db, GUESTS)
    const { customer } = await signInAll(stack.origin, people)
    const door = { origin: stack.origin, cookie: customer }
    return {
      terminal: {
        name: 'vserver, panel',
        note: 'in a guest, by the WebSocket of the panel on loopback',
        open: (argv) => openShell(door, argv),
      },
      close: () => stack.close(),
    }
  } catch (error) {
    await stack.close()
    throw error
  }
}

async function ticketOf({ origin, cookie }: Door): Promise<string> {
  const response = await fetch(`${origin}/api/trpc/console.ticket`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, 'sec-fetch-site': 'same-origin', cookie },
    body: JSON.stringify({ json: { guestId: GUEST_ID, kind: 'shell' } }),
  })
  const text = await response.text()
  const { ticket } = (JSON.parse(text) as Answer).result?.data?.json ?? {}
  if (!ticket) throw new Error(`There is no ticket for a console: ${text}`)
  return ticket
}

/** A login shell, which becomes the program. */
async function openShell(door: Door, argv: readonly string[]): Promise<Link> {
  const ticket = await ticketOf(door)
  // Node's WebSocket takes headers, which the DOM's type does not know.
  const options = { headers: { origin: door.origin, cookie: door.cookie } } as unknown as string[]
  const socket = new WebSocket(`${door.origin.replace('http', 'ws')}/ws/console`, options)
  socket.binaryType = 'arraybuffer'
  const output = new Output()
  const ready = Promise.withResolvers<ConsoleId>()
  const closed = Promise.withResolvers<void>()
  socket.onclose = () => {
    ready.reject(new Error('The panel closed the console.'))
    closed.resolve()
  }
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') {
      const { type, consoleId, message } = JSON.parse(data)
      if (type === 'ready') ready.resolve(consoleId)
      if (type === 'error') ready.reject(new Error(message))
      return
    }
    const frame = Buffer.from(data as ArrayBuffer)
    if (frame[0] !== FRAME.output) return
    socket.send(creditFrame(frame.length - OUTPUT_HEAD))
    output.push(frame.subarray(OUTPUT_HEAD))
  }
  const type = (text: string) => socket.send(Buffer.concat([Buffer.of(FRAME.input), Buffer.from(text)]))
  await opened(socket)
  socket.send(JSON.stringify({ ticket, ...SIZE, offset: 0 }))
  await ready.promise
  socket.send(creditFrame(CREDIT))
  type(`exec /term ${argv.join(' ')}\n`)
  return {
    type,
    listen: (onOutput) => output.listen(onOutput),
    close: () => {
      socket.close()
      return closed.promise
    },
  }
}

function creditFrame(bytes: number): Buffer {
  const frame = Buffer.alloc(5)
  frame.writeUInt8(FRAME.credit)
  frame.writeUInt32LE(bytes, 1)
  return frame
}
