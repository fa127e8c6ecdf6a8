import { expect, test } from 'vitest'
import {
  ioOfV1,
  ioOfV2,
  keyedNumber,
  keyedOrNull,
  pressureOf,
  socketsIn,
  stackedMajors,
} from './counter-files.ts'

test('a key is matched whole, wherever its line is', () => {
  expect(keyedNumber('total_inactive_file 3\ninactive_file 4\n', 'inactive_file')).toBe(4)
  expect(keyedNumber('inactive_file 4\ninactive 5\n', 'inactive_file')).toBe(4)
  expect(keyedNumber('', 'inactive_file')).toBe(0)
  expect(keyedOrNull('anon 1\n', 'kernel')).toBeNull()
})

test('pressure is the total of each line', () => {
  const file = (some: number, full: number) =>
    `some avg10=6.21 avg60=19.07 avg300=29.34 total=${some}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=${full}\n`
  expect(pressureOf({ cpu: file(22_855_162_780, 1), memory: file(2, 3), io: file(4, 5) })).toEqual({
    cpuSome: 22_855_162_780,
    memorySome: 2,
    memoryFull: 3,
    ioSome: 4,
    ioFull: 5,
  })
})

test('pressure of an older kernel, which knows no "full" of CPU, is read all the same', () => {
  const some = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n'
  expect(pressureOf({ cpu: some, memory: some, io: some })).toMatchObject({ cpuSome: 7, memoryFull: 0 })
})

const stacked = stackedMajors(
  'Character devices:\n  7 vcs\n\nBlock devices:\n  7 loop\n  8 sd\n253 device-mapper\n',
)

test('what goes through a loop device or the device mapper counts once', () => {
  expect([...stacked]).toEqual([7, 253])
  const stat =
    '8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n7:1 rbytes=9 wbytes=9 rios=9 wios=9 dbytes=0 dios=0\n8:16 rbytes=10 wbytes=20 rios=30 wios=40 dbytes=0 dios=0\n254:0 \n'
  expect(ioOfV2(stat, stacked)).toEqual({
    readBytes: 11,
    writeBytes: 22,
    readOperations: 33,
    writeOperations: 44,
  })
})

test('v1 tells bytes and operations in two files', () => {
  const lines = (read: number, write: number) =>
    `8:0 Read ${read}\n8:0 Write ${write}\n8:0 Sync 5\n8:0 Total 99\n253:0 Read 77\nTotal 99\n`
  expect(ioOfV1({ bytes: lines(4096, 8192), operations: lines(1, 2) }, stacked)).toEqual({
    readBytes: 4096,
    writeBytes: 8192,
    readOperations: 1,
    writeOperations: 2,
  })
})

test('sockets are those of the Internet, of both families', () => {
  const four =
    'sockets: used 89\nTCP: inuse 3 orphan 0 tw 8 alloc 9 mem 30\nUDP: inuse 2 mem 3\nRAW: inuse 1\nFRAG: inuse 7 memory 0\n'
  expect(socketsIn(`${four}TCP6: inuse 10\nUDP6: inuse 20\nFRAG6: inuse 7 memory 0\n`)).toBe(36)
})
