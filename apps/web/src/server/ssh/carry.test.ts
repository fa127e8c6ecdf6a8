import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { FRAME } from '@vserver/core/console/model'
import type { ServerChannel } from 'ssh2'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ConsoleLink } from '../console/link.ts'
import { Carrier, LAST_WORDS_MS } from './carry.ts'
import { numberFrame } from './frames.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A terminal of a host and a client that takes nothing, as both look to a carrier. */
function carrying() {
  const sent: Buffer[] = []
  const source = Object.assign(new EventEmitter(), {
    waitingBytes: 0,
    send: (bytes: Buffer, onSent?: () => void) => {
      sent.push(bytes)
      if (onSent) process.nextTick(onSent)
    },
    ...{ resume: () => {}, close: vi.fn(), terminate: () => {} },
  })
  const channel = Object.assign(new EventEmitter(), {
    ...{ write: () => false, exit: vi.fn(), end: vi.fn(), close: vi.fn() },
    stderr: { write: vi.fn() },
    ...{ pause: vi.fn(), resume: vi.fn(), isPaused: () => false },
  })
  const carrier = new Carrier({
    channel: channel as unknown as ServerChannel,
    source: source as unknown as ConsoleLink,
    socket: new EventEmitter() as Socket,
    isTerminal: true,
    onInput: () => {},
    onOutput: () => {},
  })
  carrier.begin()
  const host = (frame: Buffer) => source.emit('frame', frame)
  /** Bytes typed that went to the host. */
  const typed = () =>
    sent.filter(([type]) => type === FRAME.input).reduce((sum, { length }) => sum + length - 1, 0)
  return { carrier, channel, source, host, sent, typed }
}

test('who does not read why the right is gone is cut a moment later, and its shell is hung up at once', () => {
  const { carrier, channel, source, sent } = carrying()
  carrier.revoke('The guest is suspended.')
  expect(channel.stderr.write).toHaveBeenCalledWith('\r\nThe guest is suspended.\r\n')
  expect(sent.at(-1)).toEqual(Buffer.of(FRAME.hangup))
  expect(source.close).toHaveBeenCalledOnce()
  expect(channel.close).not.toHaveBeenCalled()
  vi.advanceTimersByTime(LAST_WORDS_MS)
  expect(channel.close).toHaveBeenCalledOnce()
})

test('what a client pastes goes as far as the terminal has room, so that credit is heard before the rest', () => {
  const { channel, host, typed } = carrying()
  for (let part = 0; part < 100; part += 1) channel.emit('data', Buffer.alloc(10_000, 120))
  expect(typed()).toBe(32 * 1024)
  expect(channel.pause).toHaveBeenCalled()
  host(Buffer.concat([Buffer.of(FRAME.hello), Buffer.alloc(16)]))
  expect(typed()).toBe(32 * 1024)
  host(numberFrame(FRAME.inputCredit, 63 * 1024))
  expect(typed()).toBe(63 * 1024)
  host(numberFrame(FRAME.inputCredit, 20_000))
  expect(typed()).toBe(63 * 1024 + 20_000)
})

test('a terminal of an older host, which tells of no room, gets all that is typed', () => {
  const { channel, host, typed } = carrying()
  channel.emit('data', Buffer.alloc(100_000, 120))
  host(Buffer.concat([Buffer.of(FRAME.hello), Buffer.alloc(16)]))
  host(Buffer.concat([Buffer.of(FRAME.output), Buffer.alloc(8), Buffer.from('$ ')]))
  expect(typed()).toBe(100_000)
})
