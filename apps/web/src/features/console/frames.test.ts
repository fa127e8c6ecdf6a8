import { FRAME, FRAME_MAX_BYTES } from '@vserver/core/console/constants'
import { expect, test } from 'vitest'
import { decodeFrame, encodeCredit, encodeHangup, encodeInput, encodeResize } from './frames.ts'

const frame = (type: number, ...payload: number[]) => Uint8Array.of(type, ...payload).buffer
const u64 = (value: number) => [...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)]

test('output carries its offset and its bytes', () => {
  expect(decodeFrame(frame(FRAME.output, ...u64(5_000_000_000), 104, 105))).toEqual({
    type: 'output',
    offset: 5_000_000_000,
    bytes: Uint8Array.of(104, 105),
  })
})

test('hello and lost carry two offsets, exit a signed status', () => {
  expect(decodeFrame(frame(FRAME.hello, ...u64(7), ...u64(9)))).toEqual({
    type: 'hello',
    firstOffset: 7,
    nextOffset: 9,
  })
  expect(decodeFrame(frame(FRAME.lost, ...u64(1), ...u64(2)))).toEqual({ type: 'lost', from: 1, to: 2 })
  expect(decodeFrame(frame(FRAME.exit, 0xff, 0xff, 0xff, 0xff))).toEqual({ type: 'exit', status: -1 })
})

test('a frame that is unknown, empty or cut short is ignored, never misread', () => {
  expect(decodeFrame(new ArrayBuffer(0))).toBeNull()
  expect(decodeFrame(frame(77, 1, 2, 3))).toBeNull()
  expect(decodeFrame(frame(FRAME.hello, ...u64(7)))).toBeNull()
  expect(decodeFrame(frame(FRAME.output, 1, 2))).toBeNull()
  expect(decodeFrame(frame(FRAME.exit, 1))).toBeNull()
})

test('a long paste is split at the largest payload and loses no byte', () => {
  const bytes = Uint8Array.from({ length: FRAME_MAX_BYTES * 2 + 3 }, (_, index) => index % 251)
  const frames = encodeInput(bytes)
  expect(frames.map((one) => one.length)).toEqual([FRAME_MAX_BYTES + 1, FRAME_MAX_BYTES + 1, 4])
  expect(frames.every((one) => one[0] === FRAME.input)).toBe(true)
  expect(frames.flatMap((one) => [...one.subarray(1)])).toEqual([...bytes])
  expect(encodeInput(new Uint8Array())).toEqual([])
})

test('sizes and credit are little endian', () => {
  expect([...encodeResize({ columns: 300, rows: 40 })]).toEqual([FRAME.resize, 44, 1, 40, 0])
  expect([...encodeCredit(131_072)]).toEqual([FRAME.credit, 0, 0, 2, 0])
  expect([...encodeHangup()]).toEqual([FRAME.hangup])
})
