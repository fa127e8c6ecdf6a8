import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { GuestName } from '../guest/model.ts'
import { CgroupReader } from './cgroup-reader.ts'

const web1 = GuestName.parse('web1')
const waited = (total: number) => `some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\n`
const FILES = {
  'cpu.stat': 'usage_usec 500\n',
  'memory.current': '4096\n',
  'memory.stat': 'anon 1000\nfile 2000\ninactive_file 96\n',
  'pids.current': '3\n',
  'cpu.pressure': waited(0),
  'memory.pressure': waited(0),
  'io.pressure': waited(0),
  'io.stat': '254:0 rbytes=0 wbytes=0 rios=0 wios=0 dbytes=0 dios=0\n',
  'cgroup.stat': 'nr_descendants 0\n',
  'cgroup.threads': '',
}

/** A guest whose files change as the test says, and a clock that stands still between readings. */
function opened() {
  const mount = mkdtempSync('/tmp/vserver-counters-')
  const write = (files: Partial<typeof FILES>) => {
    for (const [name, text] of Object.entries(files))
      writeFileSync(path.join(mount, 'vserver/web1', name), text)
  }
  mkdirSync(path.join(mount, 'vserver/web1'), { recursive: true })
  write(FILES)
  const reader = new CgroupReader({ mode: 'v2', mount, parent: 'vserver' })
  let clockMs = 1_000_000
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => clockMs)
  onTestFinished(() => {
    clock.mockRestore()
    reader.close()
    rmSync(mount, { recursive: true })
  })
  const after = async (seconds: number) => {
    clockMs += seconds * 1000
    return reader.read(web1)
  }
  return { write, after }
}

const writtenBack = (bytes: number) => ({
  'io.stat': `254:0 rbytes=0 wbytes=${bytes} rios=0 wios=1 dbytes=0 dios=0\n`,
})
const wroteBytes = (counters: Awaited<ReturnType<ReturnType<typeof opened>['after']>>) =>
  counters?.io?.writeBytes

test('what the kernel writes back for a guest that has gone to sleep is counted within a minute', async () => {
  const { write, after } = opened()
  expect(await after(0)).toMatchObject({ memoryBytes: 4000, processes: 3 })
  write(writtenBack(512))
  expect(wroteBytes(await after(10))).toBe(0)
  expect(wroteBytes(await after(50))).toBe(512)
})

test('a guest in which nothing runs is asked for little, until something runs', async () => {
  const { write, after } = opened()
  for (const seconds of [0, 60, 60]) await after(seconds)
  write({ ...writtenBack(512), 'pids.current': '4\n' })
  expect(wroteBytes(await after(60))).toBe(0)
  expect(wroteBytes(await after(600))).toBe(0)
  write({ 'cpu.stat': 'usage_usec 501\n' })
  expect(await after(10)).toMatchObject({ cpuUsageMicroseconds: 501, processes: 4, io: { writeBytes: 512 } })
})

test('memory that is taken from a sleeping guest is seen at once', async () => {
  const { write, after } = opened()
  for (const seconds of [0, 60, 60, 10]) await after(seconds)
  write({ 'memory.current': '3096\n', 'memory.stat': 'anon 1000\nfile 1000\ninactive_file 96\n' })
  expect(await after(10)).toMatchObject({ memoryBytes: 3000, memoryFileBytes: 1000 })
})

test('a guest that waits for a disk all the time is seen to wait, though nothing runs in it', async () => {
  const { write, after } = opened()
  await after(0)
  for (let total = 10_000_000; total <= 30_000_000; total += 10_000_000) {
    write({ 'io.pressure': waited(total) })
    expect(await after(10)).toMatchObject({ pressure: { ioSome: total } })
  }
})
