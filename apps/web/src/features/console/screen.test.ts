import { FRAME } from '@vserver/core/console/constants'
import { MIB } from '@vserver/core/units'
import { Terminal } from '@xterm/xterm'
import { expect, test } from 'vitest'
import { connectConsole } from './connection.ts'
import { type FakeSocket, fakeSocket } from './testing/fake-socket.ts'

const SIZE = { columns: 60, rows: 12 }
const u64 = (value: number) => [...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)]

/** A console whose screen is xterm.js itself, as the page has it; each connection is dropped and made again. */
function onScreen() {
  const terminal = new Terminal({
    cols: SIZE.columns,
    rows: SIZE.rows,
    allowProposedApi: true,
    logLevel: 'off',
  })
  const sockets: FakeSocket[] = []
  const last = () => sockets.at(-1) as FakeSocket
  const connection = connectConsole({
    issueTicket: async () => 'ticket',
    openSocket: () => {
      sockets.push(fakeSocket())
      return last()
    },
    write: (data, onWritten) => terminal.write(data, onWritten),
    onStatus: () => {},
    isReadOnly: false,
    isForeign: false,
  })
  const begin = async () => {
    const before = sockets.length
    if (before === 0) connection.open(SIZE)
    else {
      last().drop(1006)
      connection.retry()
    }
    await expect.poll(() => sockets.length).toBe(before + 1)
    last().onopen?.()
    last().say({ type: 'ready', consoleId: 'console-1' })
    return Number(JSON.parse(String(last().sent[0])).offset)
  }
  const print = (offset: number, bytes: Uint8Array) =>
    last().deliver(Uint8Array.of(FRAME.output, ...u64(offset), ...bytes))
  const lose = (from: number, to: number) =>
    last().deliver(Uint8Array.of(FRAME.lost, ...u64(from), ...u64(to)))
  /** All that is on the screen, when everything was written. */
  const shown = async () => {
    await new Promise<void>((resolve) => terminal.write('', resolve))
    const { active } = terminal.buffer
    const cells: string[] = []
    for (let row = 0; row < SIZE.rows; row += 1) {
      const line = active.getLine(active.baseY + row)
      for (let column = 0; column < SIZE.columns; column += 1) {
        const cell = line?.getCell(column)
        cells.push(`${cell?.getChars()}/${cell?.getFgColor()}/${cell?.isBold()}`)
      }
    }
    return `${terminal.buffer.active.type} ${active.cursorX},${active.cursorY} ${cells.join('|')}`
  }
  const text = async () => {
    await new Promise<void>((resolve) => terminal.write('', resolve))
    const { active } = terminal.buffer
    return Array.from({ length: SIZE.rows }, (_, row) =>
      active.getLine(active.baseY + row)?.translateToString(true),
    )
      .join('\n')
      .trimEnd()
  }
  return { begin, print, lose, shown, text, sent: () => last().sent }
}

const DRAWN = new TextEncoder().encode(
  '\x1b[?1049h\x1b[2J\x1b[3;5H\x1b[1;31mrot ä €\x1b[0m 😀\x1b]0;a tïtle\x07\x1b[5;2H\x1b(0lqk\x1b(B\x1bP$q"p\x1b\\done\r\nnext',
)

test('a screen is the same wherever what was printed is split, between frames and over a new connection', async () => {
  const whole = onScreen()
  await whole.begin()
  whole.print(0, DRAWN)
  const expected = await whole.shown()
  for (let cut = 1; cut < DRAWN.length; cut += 1) {
    const { begin, print, shown } = onScreen()
    await begin()
    print(0, DRAWN.subarray(0, cut))
    const from = await begin()
    expect(from).toBe(cut)
    const middle = Math.floor((cut + DRAWN.length) / 2)
    print(from, DRAWN.subarray(from, middle))
    print(middle, DRAWN.subarray(middle))
    expect(await shown(), `cut at ${cut}`).toBe(expected)
  }
})

test('after output that was not kept the screen goes on with what comes, whatever was cut off before', async () => {
  const cuts = ['\x1b[12', '\x1b]0;a long ti', '\x1bP1$r', '\x1b', '\x1b[', '€', '\x0e', '\x1b(0', '\x1b_x']
  for (const cut of cuts) {
    const bytes = cut === '€' ? Uint8Array.of(0xe2, 0x82) : new TextEncoder().encode(cut)
    const { begin, print, lose, text } = onScreen()
    await begin()
    print(0, bytes)
    lose(bytes.length, 5000)
    print(5000, new TextEncoder().encode('q more'))
    expect(await text(), JSON.stringify(cut)).toMatch(/^\n\[\d{4} bytes of output were not kept\]\nq more$/)
  }
})

test('a flood of binary is taken to its last byte, and all of it is paid for', async () => {
  const { begin, print, text, sent } = onScreen()
  await begin()
  const before = sent().length
  let [seed, offset] = [1, 0]
  const chunk = new Uint8Array(16 * 1024)
  for (; offset < 2 * MIB; offset += chunk.length) {
    for (let at = 0; at < chunk.length; at += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      chunk[at] = seed >> 16
    }
    print(offset, chunk)
  }
  await text()
  const credit = sent().slice(before) as Uint8Array[]
  expect(credit.every(([type]) => type === FRAME.credit)).toBe(true)
  const paid = credit.reduce((sum, frame) => sum + new DataView(frame.buffer).getUint32(1, true), 0)
  expect(paid).toBe(offset)
  print(offset, new TextEncoder().encode('\x18\x1bcready'))
  expect(await text()).toBe('ready')
})
