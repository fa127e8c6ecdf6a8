import { expect, test } from 'vitest'
import { fakeHost, guestName, guestRecord, runningGuest } from '../testing/index.ts'
import { MIB } from '../units.ts'
import { getLimit } from './get.ts'
import { LimitChange } from './model.ts'
import { setLimit } from './set.ts'

const web1 = guestName('web1')

test('a running guest has its new limit in the kernel at once, and keeps the rest', async () => {
  const host = fakeHost({ guests: [runningGuest('web1', { processes: 100 })] })
  const limit = await setLimit(host, web1, { memoryBytes: 64 * MIB })
  expect(limit).toMatchObject({ memoryBytes: 64 * MIB, processes: 100 })
  expect(host.kernel.limits.get(web1)).toEqual(limit)
  expect(host.records.get(web1)).toMatchObject({ limit, intent: null })
})

test('null lifts a limit, absent keeps it', async () => {
  const host = fakeHost({ guests: [runningGuest('web1', { memoryBytes: 64 * MIB, processes: 50 })] })
  expect(await setLimit(host, web1, { memoryBytes: null })).toMatchObject({
    memoryBytes: null,
    processes: 50,
  })
})

test('a stopped guest keeps its limits for the next start', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  await setLimit(host, web1, { processes: 32 })
  expect(host.faults.calls).not.toContain('runtime.setLimit')
  expect(await getLimit(host, web1)).toMatchObject({ processes: 32 })
})

test('memory below what the guest uses is refused with what it uses, and nothing changes', async () => {
  const host = fakeHost({ guests: [runningGuest('web1', { memoryBytes: 64 * MIB })] })
  await expect(setLimit(host, web1, { memoryBytes: 16 * MIB })).rejects.toMatchObject({
    code: 'INVALID_STATE',
    hint: expect.stringContaining('20 MiB'),
  })
  expect(await getLimit(host, web1)).toMatchObject({ memoryBytes: 64 * MIB })
  expect(host.records.get(web1)).toMatchObject({ limit: { memoryBytes: 64 * MIB }, intent: null })
})

test('a limit the kernel refuses is not remembered', async () => {
  const host = fakeHost({
    guests: [runningGuest('web1', { memoryBytes: 64 * MIB })],
    refuse: 'runtime.setLimit',
  })
  await expect(setLimit(host, web1, { memoryBytes: 32 * MIB })).rejects.toMatchObject({
    code: 'NATIVE_FAILED',
  })
  expect(host.records.get(web1)?.limit).toMatchObject({ memoryBytes: 64 * MIB })
})

test('limits of an unknown guest are not found', async () => {
  await expect(setLimit(fakeHost(), web1, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(getLimit(fakeHost(), web1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test.each([{ memoryBytes: 1 }, { cpuMillicores: 9 }, { cpuWeight: 0 }, { processes: 15 }, { disk: 1 }])(
  '%o is no limit',
  (change) => {
    expect(LimitChange.safeParse(change).success).toBe(false)
  },
)
