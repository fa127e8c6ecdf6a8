import { expect, test } from 'vitest'
import { decodeMark, decodeObserving, encodeObserve, OBSERVE } from './model.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const u64 = (hex: string) => hex.padEnd(16, '0')

test('an observer says where it goes on and what it wants', () => {
  const frame = encodeObserve({ offset: 258, mark: 2n ** 64n - 1n, flags: OBSERVE.lossless | OBSERVE.input })
  expect(Buffer.from(frame).toString('hex')).toBe(`06${u64('0201')}${'f'.repeat(16)}0300000000000000`)
})

test('what is told to an observer is read to the byte', () => {
  const told = bytes(`85 ${u64('01')} ${u64('02')} ${u64('03')} ${u64('04')} ${u64('05')} 5000 1800 00000000`)
  expect(decodeObserving(told)).toEqual({
    firstOffset: 1,
    nextOffset: 2,
    firstMark: 3n,
    nextMark: 4n,
    timeUs: 5,
    columns: 80,
    rows: 24,
  })
  expect(decodeObserving(told.subarray(0, 40))).toBeNull()
})

test('marks are what was typed, how much was hidden, and sizes', () => {
  const mark = (kind: string, rest = '') =>
    decodeMark(bytes(`86 ${u64('09')} ${u64('07')} ${u64('05')} ${kind}000000 00000000 ${rest}`))
  const at = { nextMark: 9n, offset: 7, timeUs: 5 }
  expect(mark('01', '6c730a')).toEqual({ ...at, kind: 'input', bytes: bytes('6c730a') })
  expect(mark('02', '08000000')).toEqual({ ...at, kind: 'hidden', count: 8 })
  expect(mark('03', '84002b00')).toEqual({ ...at, kind: 'size', columns: 132, rows: 43 })
  expect(mark('04')).toEqual({ ...at, kind: 'lost' })
  expect(mark('03', '84')).toBeNull()
  expect(mark('09')).toBeNull()
})
