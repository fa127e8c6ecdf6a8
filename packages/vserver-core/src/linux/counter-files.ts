import type { IoCounters, PressureCounters } from '../sample/counters.ts'

/** The number of a line "key number"; null when there is none. */
export function keyedOrNull(text: string, key: string): number | null {
  const line = `${key} `
  if (text.startsWith(line)) return Number.parseInt(text.slice(line.length), 10)
  const at = text.indexOf(`\n${line}`)
  return at < 0 ? null : Number.parseInt(text.slice(at + 1 + line.length, at + 22 + line.length), 10)
}

/** The same, 0 when there is none. */
export function keyedNumber(text: string, key: string): number {
  return keyedOrNull(text, key) ?? 0
}

/** Source: kernel accounting/psi: "some avg10=0.00 avg60=0.00 avg300=0.00 total=0", then "full" likewise. */
export function pressureOf(texts: { cpu: string; memory: string; io: string }): PressureCounters {
  return {
    cpuSome: totalOf(texts.cpu, 'some'),
    memorySome: totalOf(texts.memory, 'some'),
    memoryFull: totalOf(texts.memory, 'full'),
    ioSome: totalOf(texts.io, 'some'),
    ioFull: totalOf(texts.io, 'full'),
  }
}

function totalOf(text: string, word: 'some' | 'full'): number {
  const line = text.indexOf(word)
  const total = text.indexOf('total=', line)
  return line < 0 || total < 0 ? 0 : Number.parseInt(text.slice(total + 6, total + 26), 10)
}

/** Devices on top of others: what goes through them is counted below them once more. */
export type Stacked = ReadonlySet<number>

/** Source: proc(5), /proc/devices. Loop devices, md and device mapper, by their major numbers. */
export function stackedMajors(devices: string): Stacked {
  const block = devices.slice(devices.indexOf('Block devices:'))
  const found = [...block.matchAll(/^ *(\d+) (?:loop|md|mdp|device-mapper|zram)$/gm)]
  return new Set(found.map((match) => Number(match[1])))
}

/** Source: kernel admin-guide/cgroup-v2, io.stat: "254:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0". */
export function ioOfV2(stat: string, stacked: Stacked): IoCounters {
  const sum = { readBytes: 0, writeBytes: 0, readOperations: 0, writeOperations: 0 }
  for (const line of stat.split('\n')) {
    const match = /^(\d+):\d+ rbytes=(\d+) wbytes=(\d+) rios=(\d+) wios=(\d+)/.exec(line)
    if (match === null || stacked.has(Number(match[1]))) continue
    sum.readBytes += Number(match[2])
    sum.writeBytes += Number(match[3])
    sum.readOperations += Number(match[4])
    sum.writeOperations += Number(match[5])
  }
  return sum
}

/** Source: kernel admin-guide/cgroup-v1/blkio-controller: "254:0 Read 4096", "254:0 Write 0", ..., "Total 4096". */
export function ioOfV1(texts: { bytes: string; operations: string }, stacked: Stacked): IoCounters {
  const bytes = readAndWritten(texts.bytes, stacked)
  const operations = readAndWritten(texts.operations, stacked)
  return {
    ...{ readBytes: bytes.read, writeBytes: bytes.written },
    ...{ readOperations: operations.read, writeOperations: operations.written },
  }
}

function readAndWritten(text: string, stacked: Stacked): { read: number; written: number } {
  const sum = { read: 0, written: 0 }
  for (const [, major, word, value] of text.matchAll(/^(\d+):\d+ (Read|Write) (\d+)$/gm)) {
    if (!stacked.has(Number(major))) sum[word === 'Read' ? 'read' : 'written'] += Number(value)
  }
  return sum
}

/** Source: proc_pid_net(5), sockstat and sockstat6: "TCP: inuse 3 ...", "TCP6: inuse 1". */
export function socketsIn(sockstat: string): number {
  let sum = 0
  for (const [, , value] of sockstat.matchAll(/^(TCP|UDP|UDPLITE|RAW)6?: inuse (\d+)/gm)) sum += Number(value)
  return sum
}
