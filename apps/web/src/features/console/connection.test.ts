import { FRAME } from '@vserver/core/console/constants'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectConsole } from './connection.ts'
import { CREDIT_BYTES } from './credit.ts'
import { encodeCredit, encodeResize } from './frames.ts'
import type { ConsoleStatus } from './status.ts'
import { type FakeSocket, fakeSocket } from './testing/fake-socket.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const SIZE = { columns: 100, rows: 30 }
const u64 = (value: number) => [...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)]
const output = (offset: number, size: number) =>
  Uint8Array.of(FRAME.output, ...u64(offset), ...new Uint8Array(size).fill(120))

type Ticket = (consoleId: string | null) => Promise<string>

function setUp(ticket: Ticket = async () => 'ticket', isReadOnly = false, kept: string | null = null) {
  const sockets: FakeSocket[] = []
  const statuses: ConsoleStatus[] = []
  const writes: { data: Uint8Array | string; done: () => void }[] = []
  const issueTicket = vi.fn(ticket)
  const connection = connectConsole({
    issueTicket,
    kept,
    openSocket: () => {
      const socket = fakeSocket()
      sockets.push(socket)
      return socket
    },
    write: (data, done) => void writes.push({ data, done: done ?? (() => undefined) }),
    onStatus: (status) => void statuses.push(status),
    isReadOnly,
    isForeign: false,
  })
  const last = () => {
    const socket = sockets.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }
  const ready = async () => {
    await vi.advanceTimersByTimeAsync(0)
    last().onopen?.()
    last().say({ type: 'ready', consoleId: 'console-1' })
  }
  return { connection, sockets, statuses, writes, issueTicket, last, ready }
}

test('the ticket goes in the first frame, and credit is given once the console is ready', async () => {
  const { connection, last, ready, statuses } = setUp()
  connection.open(SIZE)
  await ready()
  expect(JSON.parse(String(last().sent[0]))).toEqual({ ticket: 'ticket', ...SIZE, offset: 0 })
  expect(last().sent[1]).toEqual(encodeCredit(CREDIT_BYTES))
  expect(statuses.map((status) => status.phase)).toEqual(['connecting', 'open'])
})

test('credit comes back only for bytes that the screen has taken', async () => {
  const { connection, last, ready, writes } = setUp()
  connection.open(SIZE)
  await ready()
  const before = last().sent.length
  last().deliver(output(0, 20_000))
  expect(last().sent.length).toBe(before)
  writes[0]?.done()
  expect(last().sent.slice(before)).toEqual([encodeCredit(20_000)])
})

test('after a loss it attaches to the same console at the byte where it stopped', async () => {
  const { connection, last, ready, statuses, issueTicket, sockets } = setUp()
  connection.open(SIZE)
  await ready()
  last().deliver(output(1000, 24))
  last().drop(1006)
  expect(statuses.at(-1)).toMatchObject({ phase: 'lost', attempt: 1 })
  await vi.advanceTimersByTimeAsync(500)
  await ready()
  expect(sockets.length).toBe(2)
  expect(issueTicket).toHaveBeenLastCalledWith('console-1')
  expect(JSON.parse(String(last().sent[0]))).toMatchObject({ offset: 1024 })
  expect(statuses.at(-1)).toEqual({ phase: 'open', closesAt: null })
})

test('a screen that is slow after a loss gives no credit to the new connection', async () => {
  const { connection, last, ready, writes } = setUp()
  connection.open(SIZE)
  await ready()
  last().deliver(output(0, 20_000))
  last().drop(1006)
  await vi.advanceTimersByTimeAsync(500)
  await ready()
  const before = last().sent.length
  writes[0]?.done()
  expect(last().sent.length).toBe(before)
})

test('attempts are spaced further and further while the host is away', async () => {
  const away = { data: { vserver: { code: 'HOST_UNREACHABLE' } } }
  const { connection, statuses, issueTicket } = setUp(() => Promise.reject(away))
  connection.open(SIZE)
  await vi.advanceTimersByTimeAsync(4000)
  expect(issueTicket).toHaveBeenCalledTimes(4)
  expect(statuses.at(-1)).toMatchObject({ phase: 'lost', attempt: 4 })
  connection.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(issueTicket).toHaveBeenCalledTimes(4)
})

test('a refusal is final and says why', async () => {
  const foreign = { data: { vserver: { code: 'NOT_FOUND', subject: null, hint: null } } }
  const { connection, statuses, issueTicket } = setUp(() => Promise.reject(foreign))
  connection.open(SIZE)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(issueTicket).toHaveBeenCalledTimes(1)
  expect(statuses.at(-1)).toMatchObject({ phase: 'refused', signedOut: false })
})

test('a revoked sign-in ends the console and is not tried again', async () => {
  const { connection, last, ready, statuses, issueTicket } = setUp()
  connection.open(SIZE)
  await ready()
  last().drop(4401)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(statuses.at(-1)).toMatchObject({ phase: 'refused', signedOut: true })
  expect(issueTicket).toHaveBeenCalledTimes(1)
})

test('an exit is shown and what is typed afterwards goes nowhere', async () => {
  const { connection, last, ready, statuses } = setUp()
  connection.open(SIZE)
  await ready()
  last().deliver(Uint8Array.of(FRAME.exit, 0, 3, 0, 0))
  expect(statuses.at(-1)).toEqual({ phase: 'ended', message: 'The shell has ended with exit code 3.' })
  const before = last().sent.length
  connection.input(Uint8Array.of(13))
  expect(last().sent.length).toBe(before)
  expect(last().isClosed).toBe(true)
})

test('output that was not kept is told, not hidden', async () => {
  const { connection, last, ready, writes } = setUp()
  connection.open(SIZE)
  await ready()
  last().deliver(Uint8Array.of(FRAME.lost, ...u64(0), ...u64(4096)))
  expect(new TextDecoder().decode(writes[0]?.data as Uint8Array)).toMatch(
    '4096 bytes of output were not kept',
  )
})

test('a window that changed while the console opened is told afterwards', async () => {
  const { connection, last } = setUp()
  connection.open(SIZE)
  await vi.advanceTimersByTimeAsync(0)
  last().onopen?.()
  connection.resize({ columns: 120, rows: 40 })
  last().say({ type: 'ready', consoleId: 'console-1' })
  expect(last().sent.at(-1)).toEqual(encodeResize({ columns: 120, rows: 40 }))
})

test('a reader of the boot log sends its hello and credit, and nothing else', async () => {
  const { connection, last, ready } = setUp(undefined, true)
  connection.open(SIZE)
  await ready()
  connection.resize({ columns: 90, rows: 20 })
  connection.input(Uint8Array.of(13))
  connection.hangup()
  expect(last().sent.slice(1)).toEqual([encodeCredit(CREDIT_BYTES)])
})

test('a shell from before is gone back to, from the first byte that is kept of it', async () => {
  const { connection, last, ready, issueTicket } = setUp(undefined, false, 'console-0')
  connection.open(SIZE)
  await ready()
  expect(issueTicket.mock.calls).toEqual([['console-0']])
  expect(JSON.parse(String(last().sent[0]))).toMatchObject({ offset: 0 })
})

test('when the shell from before is gone, a new one is opened without a word', async () => {
  const gone = { data: { vserver: { code: 'NOT_FOUND', subject: null, hint: null } } }
  const ticket: Ticket = async (id) => {
    if (id === null) return 'ticket'
    throw gone
  }
  const { connection, ready, issueTicket, statuses } = setUp(ticket, false, 'console-0')
  connection.open(SIZE)
  await ready()
  expect(issueTicket.mock.calls).toEqual([['console-0'], [null]])
  expect(new Set(statuses.map(({ phase }) => phase))).toEqual(new Set(['connecting', 'open']))
})

test('so it is when the server says so only on the socket; what is said of the new one is final', async () => {
  const { connection, last, statuses, issueTicket } = setUp(undefined, false, 'console-0')
  connection.open(SIZE)
  await vi.advanceTimersByTimeAsync(0)
  last().drop(4404)
  await vi.advanceTimersByTimeAsync(0)
  last().drop(4403)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(issueTicket.mock.calls).toEqual([['console-0'], [null]])
  expect(statuses.at(-1)).toMatchObject({ phase: 'refused', signedOut: false })
})

test('a shell from before that was seen once and is ended stays ended', async () => {
  const { connection, last, ready, issueTicket, statuses } = setUp(undefined, false, 'console-0')
  connection.open(SIZE)
  await ready()
  last().drop(4410)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(issueTicket).toHaveBeenCalledTimes(1)
  expect(statuses.at(-1)).toMatchObject({ phase: 'refused' })
})

test('with a sign-in that was ended no other shell is asked for', async () => {
  const { connection, last, issueTicket } = setUp(undefined, false, 'console-0')
  connection.open(SIZE)
  await vi.advanceTimersByTimeAsync(0)
  last().drop(4401)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(issueTicket).toHaveBeenCalledTimes(1)
})
