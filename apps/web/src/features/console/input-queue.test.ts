import { FRAME } from '@vserver/core/console/constants'
import { expect, test } from 'vitest'
import { inputQueue } from './input-queue.ts'

const PASTE = Uint8Array.from({ length: 10_000_000 }, (_, at) => (at * 31) ^ (at >> 8))

function queue() {
  const sent: Uint8Array[] = []
  const typed = inputQueue((frame) => void sent.push(frame))
  /** What came out since it was asked last. */
  const take = () => Buffer.concat(sent.splice(0).map((frame) => frame.subarray(1)))
  return { typed, sent, take }
}

test('ten megabytes that are pasted go as the console makes room, none lost, none before', () => {
  const { typed, sent, take } = queue()
  typed.grant(64_000)
  typed.push(PASTE)
  typed.push(Uint8Array.of(3))
  expect(sent.every((frame) => frame[0] === FRAME.input)).toBe(true)
  const parts = [take()]
  expect(parts[0]?.length).toBe(64_000)
  for (let gone = 64_000; gone < PASTE.length + 1; gone += 17_000) {
    typed.grant(17_000)
    const part = take()
    expect(part.length).toBe(Math.min(17_000, PASTE.length + 1 - gone))
    parts.push(part)
  }
  const all = Buffer.concat(parts)
  expect(all.subarray(0, -1).equals(PASTE)).toBe(true)
  expect(all.at(-1)).toBe(3)
  typed.push(Uint8Array.of(4))
  expect(take()).toEqual(Buffer.of(4))
})

test('a console that tells of no room gets all at once, and one that is attached to anew no rest of a paste', () => {
  const { typed, take } = queue()
  typed.push(PASTE.subarray(0, 200_000))
  expect(take().length).toBe(200_000)
  typed.grant(64_000)
  typed.push(PASTE.subarray(0, 100))
  expect(take().length).toBe(0)
  typed.clear()
  typed.push(Uint8Array.of(1))
  expect(take()).toEqual(Buffer.of(1))
})
