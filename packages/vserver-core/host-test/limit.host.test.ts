import { expect } from 'vitest'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { getLimit, setLimit } from '../src/limit/index.ts'
import { MIB } from '../src/units.ts'
import { hierarchies, kernelLimits } from './kernel-view.ts'
import { runShell } from './run-in-guest.ts'
import { TINY_LIMIT, test } from './scratch.ts'

const isV2 = hierarchies()[0] === '/sys/fs/cgroup'
const quota = (millicores: number): string => `${millicores * 100} 100000`

test("a guest has its limits in the kernel's own files", async ({ scratch }) => {
  await scratch.createTiny('limits')
  expect(kernelLimits(scratch.instance, 'limits')).toEqual({
    memory: String(256 * MIB),
    processes: '64',
    cpu: quota(500),
  })
  expect(await getLimit(scratch.host, GuestName.parse('limits'))).toEqual(TINY_LIMIT)
})

test('limits change while the guest runs, and null lifts them', async ({ scratch }) => {
  const name = GuestName.parse('change')
  await scratch.createTiny('change')
  const limit = await setLimit(scratch.host, name, { memoryBytes: 128 * MIB, cpuMillicores: null })
  expect(limit).toEqual({ ...TINY_LIMIT, memoryBytes: 128 * MIB, cpuMillicores: null })
  expect(kernelLimits(scratch.instance, 'change')).toEqual({
    memory: String(128 * MIB),
    processes: '64',
    cpu: isV2 ? 'max 100000' : '-1 100000',
  })
})

test('memory below what the guest uses is refused, says so, and changes nothing', async ({ scratch }) => {
  const name = GuestName.parse('full')
  await scratch.createTiny('full')
  await runShell(scratch.host, 'full', 'dd if=/dev/zero of=/dev/shm/ballast bs=1M count=60')
  const change = { memoryBytes: 32 * MIB, processes: 32 }
  await expect(setLimit(scratch.host, name, change)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    hint: expect.stringMatching(/It uses \d+ MiB now/),
  })
  expect(kernelLimits(scratch.instance, 'full')).toMatchObject({ memory: String(256 * MIB), processes: '64' })
  expect(await getLimit(scratch.host, name)).toEqual(TINY_LIMIT)
})

test('a stopped guest keeps its limits for the next start', async ({ scratch }) => {
  const name = GuestName.parse('later')
  await scratch.createTiny('later')
  await stopGuest(scratch.host, name)
  await setLimit(scratch.host, name, { processes: 40 })
  await startGuest(scratch.host, name)
  expect(kernelLimits(scratch.instance, 'later').processes).toBe('40')
})

test('a guest cannot have more processes than its limit', async ({ scratch }) => {
  await scratch.createTiny('bomb')
  const { output } = await runShell(
    scratch.host,
    'bomb',
    'trap "" HUP; i=0; while [ $i -lt 100 ]; do sleep 30 & i=$((i+1)); done',
  )
  expect(output).toMatch(/can't fork|Resource temporarily unavailable/)
  const counters = await scratch.host.runtime.readCounters(GuestName.parse('bomb'))
  expect(counters?.processes).toBeLessThanOrEqual(64)
})
