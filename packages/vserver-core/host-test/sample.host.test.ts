import { readdirSync, readlinkSync } from 'node:fs'
import { expect } from 'vitest'
import { killGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { type Measured, nextHostSample, nextSample } from '../src/sample/index.ts'
import { HostSample, Sample } from '../src/sample/model.ts'
import { MIB } from '../src/units.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, TINY_LIMIT, test } from './scratch.ts'
import { patient } from './slowness.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const named = (name: string): GuestName => GuestName.parse(name)
const background = (program: string, times = 1) =>
  `trap "" HUP; i=0; while [ $i -lt ${times} ]; do (${program}) & i=$((i+1)); done; sleep 0.2`

async function measure({ host }: Scratch, name: string, before: Measured | null): Promise<Measured> {
  const run = await host.runtime.inspect(named(name))
  if (run.state !== 'running') throw new Error('it does not run')
  const counters = await host.runtime.readCounters(named(name), run.pid)
  const record = await host.guests.read(named(name))
  if (counters === null || record === null) throw new Error('it has gone')
  return nextSample(before, {
    ...{ atMs: host.now(), startedAtMs: run.startedAtMs, counters, limit: record.limit },
  })
}

test('a guest that its cap holds back is seen so, and waits for the CPU', async ({ scratch }) => {
  await scratch.createTiny('capped')
  await runShell(scratch.host, 'capped', background('while :; do :; done'))
  const before = await measure(scratch, 'capped', null)
  await pause(2000)
  const { sample, counters } = await measure(scratch, 'capped', before)
  expect(Sample.parse(sample)).toMatchObject({ cpuBucketUs: 0, processes: expect.any(Number) })
  expect(counters.activeTasks).toBeGreaterThanOrEqual(1)
  expect(sample.cpuMillicores).toBeGreaterThan(250)
  expect(sample.cpuMillicores).toBeLessThan(650)
  expect(sample.cpuThrottled).toBeGreaterThan(0.2)
  expect(sample.cpuPressureSome).toBeGreaterThan(0.2)
})

test('the bucket of a guest that has rested holds what it may use beyond its rate', async ({ scratch }) => {
  await scratch.createTiny('saved', { limit: { ...TINY_LIMIT, cpuBurstUs: 40_000 } })
  // A little work now and then keeps the kernel's periods coming.
  await runShell(scratch.host, 'saved', background('while :; do sleep 0.02; done'))
  let last = await measure(scratch, 'saved', null)
  const level = async () => {
    last = await measure(scratch, 'saved', last)
    return last.sample.cpuBucketUs
  }
  await expect.poll(level, { timeout: patient(15_000) }).toBe(40_000)
  await runShell(scratch.host, 'saved', background('while :; do :; done', 2))
  await expect.poll(level, { timeout: patient(15_000) }).toBe(0)
})

test("load is what the kernel's formula makes of the tasks that run", async ({ scratch }) => {
  await scratch.createTiny('loaded')
  await runShell(scratch.host, 'loaded', background('while :; do :; done', 3))
  await runShell(scratch.host, 'loaded', background('sleep 1000', 2))
  const first = await measure(scratch, 'loaded', null)
  let last = first
  for (let reading = 0; reading < 20; reading++) {
    await pause(200)
    last = await measure(scratch, 'loaded', last)
    expect(last.counters.activeTasks).toBe(3)
  }
  const seconds = (last.counters.clockMs - first.counters.clockMs) / 1000
  for (const [key, period] of [
    ['load1', 60],
    ['load5', 300],
    ['load15', 900],
  ] as const) {
    const kept = Math.exp(-seconds / period)
    const expected = first.sample[key] * kept + 3 * (1 - kept)
    expect(Math.abs(last.sample[key] - expected)).toBeLessThan(expected * 0.02)
  }
})

test('memory is told by its kinds, and sockets are those of the guest', async ({ scratch }) => {
  await scratch.createTiny('kinds')
  const before = await measure(scratch, 'kinds', null)
  expect(before.sample.sockets).toBe(0)
  await runShell(scratch.host, 'kinds', 'dd if=/dev/zero of=/dev/shm/ballast bs=1M count=40')
  const { sample } = await measure(scratch, 'kinds', before)
  expect(sample.memoryFileBytes).toBeGreaterThanOrEqual(40 * MIB)
  expect(sample.memoryBytes).toBeGreaterThanOrEqual(40 * MIB)
  expect(sample.memoryAnonBytes).toBeLessThan(20 * MIB)
  expect(sample.memoryKernelBytes).toBeGreaterThan(0)
  expect(sample).toMatchObject({ majorFaults: expect.any(Number), memoryPressureFull: expect.any(Number) })
})

test('what a guest writes to the disk is counted for it and for the host', async ({ scratch }) => {
  const limit = { ...TINY_LIMIT, diskReadBps: 2 ** 40 }
  await scratch.createTiny('disk', { limit })
  let last = await measure(scratch, 'disk', null)
  const host = await scratch.host.readHostCounters()
  await runShell(scratch.host, 'disk', 'dd if=/dev/zero of=/root/file bs=64k count=64 oflag=direct')
  const written = (await scratch.host.readHostCounters()).io?.writeBytes ?? 0
  expect(written - (host.io?.writeBytes ?? 0)).toBeGreaterThanOrEqual(4 * MIB)
  last = await measure(scratch, 'disk', last)
  expect(last.sample.ioWriteBytes).toBeGreaterThan(0)
  expect(last.counters.io?.writeBytes).toBeGreaterThanOrEqual(4 * MIB)
})

test('a guest that ended is not read any more, and its next run begins anew', async ({ scratch }) => {
  await scratch.createTiny('ended')
  const before = await measure(scratch, 'ended', null)
  await killGuest(scratch.host, named('ended'))
  expect(await scratch.host.runtime.readCounters(named('ended'))).toBeNull()
  await scratch.createTiny('other')
  const other = await measure(scratch, 'other', null)
  expect(other.counters.run).not.toBe(before.counters.run)
})

test('reading a guest leaves no file open once it has ended', async ({ scratch }) => {
  const left = () => openFiles().filter((file) => file.includes(scratch.instance) && file.includes('brief'))
  await scratch.createTiny('brief')
  await measure(scratch, 'brief', null)
  expect(left().length).toBeGreaterThan(5)
  await killGuest(scratch.host, named('brief'))
  expect(await scratch.host.runtime.readCounters(named('brief'))).toBeNull()
  expect(left()).toEqual([])
})

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return [] // the one of the listing itself
    }
  })
}

test('the host is measured as its guests are', async ({ scratch }) => {
  const before = await scratch.host.readHostCounters()
  await pause(300)
  const counters = await scratch.host.readHostCounters()
  const sample = nextHostSample(before, { atMs: 7, guestsRunning: 1, counters })
  expect(HostSample.parse(sample)).toMatchObject({ at: 7, guestsRunning: 1 })
  expect(sample.memoryBytes).toBeGreaterThan(50 * MIB)
  expect(sample.storageBytes).toBeGreaterThan(0)
  expect(sample.cpuPressureSome).not.toBeNull()
})
