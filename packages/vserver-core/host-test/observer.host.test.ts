import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { attachFrame, creditFrame, inputFrames } from '@vserver/native'
import { expect, onTestFinished, test } from 'vitest'
import { ConsoleId, FRAME } from '../src/console/model.ts'
import { GuestName } from '../src/guest/model.ts'
import { decodeMark, encodeObserve, type Mark, OBSERVE } from '../src/observer/model.ts'
import { MIB } from '../src/units.ts'
import { openScratch } from './scratch.ts'
import { patient } from './slowness.ts'

const HEAD_BYTES = 8
const SECRET = 'hunter2hunter2'

/** Shows nothing of what is typed, as getpass(3) does, then goes on. */
const PROGRAM =
  'stty -echo; echo asked; read word; stty echo; echo got $(echo -n $word | wc -c); read line; exit 5'

async function dial(path: string): Promise<Socket> {
  const socket = connect(path)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** Attaches as the recorder does and keeps all that it is told. */
async function observe(path: string) {
  const socket = await dial(path)
  const seen = { text: '', marks: [] as Mark[], status: null as number | null, raw: Buffer.alloc(0) }
  let taken = 0
  socket.on('data', (chunk) => {
    seen.raw = Buffer.concat([seen.raw, chunk])
    for (;;) {
      const rest = seen.raw.subarray(taken)
      const size = rest.length < HEAD_BYTES ? Number.POSITIVE_INFINITY : rest.readUInt32LE(4)
      if (rest.length < HEAD_BYTES + size) return
      const payload = rest.subarray(HEAD_BYTES, HEAD_BYTES + size)
      take(rest.readUInt32LE(0), payload)
      taken += HEAD_BYTES + size
    }
  })
  const take = (type: number, payload: Buffer) => {
    if (type === FRAME.output) seen.text += payload.subarray(8).toString()
    if (type === FRAME.exit) seen.status = payload.readInt32LE(0)
    const mark = type === FRAME.mark ? decodeMark(Buffer.concat([Buffer.of(type), payload])) : null
    if (mark) seen.marks.push(mark)
  }
  const flags = OBSERVE.lossless | OBSERVE.input
  const wanted = Buffer.from(encodeObserve({ offset: 0, mark: 0n, flags })).subarray(1)
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32LE(FRAME.observe, 0)
  head.writeUInt32LE(wanted.length, 4)
  socket.write(Buffer.concat([head, wanted, creditFrame(MIB)]))
  return seen
}

test('an observer of a console sees what is typed and printed, and never a hidden password', async () => {
  const scratch = await openScratch()
  onTestFinished(() => scratch.close())
  await scratch.createTiny('seen')
  const { socket: path } = await scratch.host.consoles.open({
    id: ConsoleId.parse('observed-console'),
    guest: GuestName.parse('seen'),
    size: { columns: 100, rows: 30 },
    argv: ['/bin/sh', '-c', PROGRAM],
  })
  const seen = await observe(path)
  const owner = await dial(path)
  owner.write(Buffer.concat([attachFrame(0), creditFrame(MIB)]))
  const soon = <T>(read: () => T) => expect.poll(read, { timeout: patient(10_000) })
  await soon(() => seen.text).toContain('asked')
  owner.write(inputFrames(Buffer.from(`${SECRET}\r`)))
  await soon(() => seen.text).toContain(`got ${SECRET.length}`)
  owner.write(inputFrames(Buffer.from('shown\r')))
  await soon(() => seen.status).toBe(5 << 8)
  expect(seen.marks.map(({ kind }) => kind)).toEqual(['hidden', 'input'])
  const [hidden, shown] = seen.marks
  expect(hidden).toMatchObject({ count: SECRET.length + 1 })
  expect(shown?.kind === 'input' && Buffer.from(shown.bytes).toString()).toBe('shown\r')
  expect(seen.text).toContain('shown')
  expect(seen.raw.includes(SECRET)).toBe(false)
})
