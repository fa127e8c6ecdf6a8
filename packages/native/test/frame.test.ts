import { expect, test } from 'vitest'
import { ATTACH_NEW, attachFrame, creditFrame, FrameParser, inputFrames, resizeFrame } from '../src/index.ts'

function fromConsole(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(payload.length, 4)
  return Buffer.concat([head, payload])
}

const STREAM = Buffer.concat([
  fromConsole(129, Buffer.from('00000000000000000500000000000000', 'hex')),
  fromConsole(130, Buffer.concat([Buffer.from('0100000000000000', 'hex'), Buffer.from('text')])),
  fromConsole(131, Buffer.from('05000000000000000900000000000000', 'hex')),
  fromConsole(132, Buffer.from('00030000', 'hex')),
])

const FRAMES = [
  { type: 'hello', first: 0, next: 5 },
  { type: 'output', offset: 1, bytes: Buffer.from('text') },
  { type: 'lost', from: 5, to: 9 },
  { type: 'exit', status: 3 << 8 },
]

test('frames are found wherever the stream is cut', () => {
  for (let size = 1; size <= STREAM.length; size++) {
    const parser = new FrameParser()
    const found = []
    for (let at = 0; at < STREAM.length; at += size)
      found.push(...parser.push(STREAM.subarray(at, at + size)))
    expect(found).toEqual(FRAMES)
  }
})

test('an unknown or oversized frame is refused', () => {
  expect(() => new FrameParser().push(fromConsole(7, Buffer.alloc(0)))).toThrow(RangeError)
  expect(() => new FrameParser().push(Buffer.from('8400000001000100', 'hex'))).toThrow(RangeError)
})

test('frames to the console have the wire form', () => {
  expect(attachFrame(7).toString('hex')).toBe('01000000080000000700000000000000')
  expect(attachFrame(ATTACH_NEW).subarray(8).toString('hex')).toBe('f'.repeat(16))
  expect(resizeFrame(132, 43).toString('hex')).toBe('030000000400000084002b00')
  expect(creditFrame(65536).toString('hex')).toBe('040000000400000000000100')
  const long = inputFrames(Buffer.alloc(70_000))
  expect(long.length).toBe(70_000 + 16)
  expect(long.readUInt32LE(4)).toBe(65_536)
})
