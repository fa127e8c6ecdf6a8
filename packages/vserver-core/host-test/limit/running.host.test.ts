import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { DEFAULT_OPTIONS } from '../../src/context/model.ts'
import { startGuest, stopGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { getLimit, getLimitUse, setLimit } from '../../src/limit/index.ts'
import { applyChange, type LimitChange, UNLIMITED } from '../../src/limit/model.ts'
import { waitUntil } from '../../src/linux/wait-until.ts'
import { MIB } from '../../src/units.ts'
import { compileProgram, installProgram } from '../guest-program.ts'
import { runShell } from '../run-in-guest.ts'
import { test as base, type Scratch, TINY_LIMIT } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { attack, attackAndKeep } from './exceed.ts'
import { GuestView, hardLimit } from './guest-view.ts'

const test = base.extend<{ program: string }>({
  program: [async ({ scratch }, use) => use(compileProgram(scratch, 'limit')), { scope: 'file' }],
})

/** Source: linux/capability.h. */
const CAP_SYS_RESOURCE = 24n
const effective = /^CapEff:\s+(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
const mayRaise = ((BigInt(`0x${effective}`) >> CAP_SYS_RESOURCE) & 1n) === 1n

/** Everything but what is left out because the host lacks it. */
async function everyLimit(scratch: Scratch): Promise<LimitChange> {
  const all: LimitChange = {
    memoryBytes: 128 * MIB,
    memoryHighBytes: 96 * MIB,
    swapBytes: 16 * MIB,
    cpuMillicores: 400,
    cpuIntervalUs: 50_000,
    cpuBurstUs: 10_000,
    cpuWeight: 50,
    cpuSet: '0',
    processes: 60,
    openFiles: 300,
    sockets: 40,
    lockedMemoryBytes: MIB,
    addressSpaceBytes: 512 * MIB,
    sharedMemoryBytes: 4 * MIB,
    semaphores: 100,
    messageQueues: 7,
    diskReadBps: 20 * MIB,
    diskWriteBps: 10 * MIB,
    diskReadIops: 900,
    diskWriteIops: 800,
    nice: 3,
    ioPriority: 6,
    oomBias: 200,
  }
  const { limitsMissing } = await scratch.host.info()
  return Object.fromEntries(Object.entries(all).filter(([field]) => !limitsMissing.includes(field)))
}

const start = async (scratch: Scratch, program: string, text: string, limit: LimitChange = {}) => {
  const name = GuestName.parse(text)
  await scratch.createTiny(name, { limit: applyChange(TINY_LIMIT, limit) })
  installProgram(scratch, name, program)
  return name
}

test('every limit is set on a running guest and read back from the kernel', async ({ scratch, program }) => {
  const name = await start(scratch, program, 'every')
  const wanted = await everyLimit(scratch)
  expect(await setLimit(scratch.host, name, wanted)).toEqual({ ...TINY_LIMIT, ...wanted })
  expect(await getLimit(scratch.host, name)).toEqual({ ...TINY_LIMIT, ...wanted })
})

test('a guest starts with every limit, and so does what enters it', async ({ scratch, program }) => {
  const wanted = await everyLimit(scratch)
  const name = await start(scratch, program, 'fresh', wanted)
  expect(await getLimit(scratch.host, name)).toEqual({ ...TINY_LIMIT, ...wanted })
  const { output } = await attack(scratch, name, 'show', 0)
  expect(output.trim()).toBe(
    `files=300/300 locked=${MIB} space=${512 * MIB} nice=3 io=6 oom=200 cpus=${wanted.cpuSet === undefined ? 2 : 1}`,
  )
})

test('null lifts every limit of a running guest where the host may', async ({ scratch, program }) => {
  const { openFiles, lockedMemoryBytes, addressSpaceBytes, ...reversible } = await everyLimit(scratch)
  const lifted = Object.keys(reversible).map((field) => [field, UNLIMITED[field as keyof typeof UNLIMITED]])
  const name = await start(scratch, program, 'lifted', { ...reversible, oomBias: 0 })
  expect(await setLimit(scratch.host, name, Object.fromEntries(lifted))).toEqual(UNLIMITED)
})

test('a limit of resources is loosened only where the host may, else refused with what to do', async ({
  scratch,
  program,
}) => {
  const name = await start(scratch, program, 'loosen', { openFiles: 200 })
  const change = { openFiles: 400, processes: 30 }
  if (mayRaise) {
    expect(await setLimit(scratch.host, name, change)).toMatchObject(change)
    return
  }
  await expect(setLimit(scratch.host, name, change)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining('open files'),
    hint: 'Stop it, set the limit and start it again.',
  })
  expect(await getLimit(scratch.host, name)).toEqual({ ...TINY_LIMIT, openFiles: 200 })
  await stopGuest(scratch.host, name)
  await setLimit(scratch.host, name, change)
  await startGuest(scratch.host, name)
  expect(await getLimit(scratch.host, name)).toMatchObject(change)
})

test('when one limit is refused all the others stay as they were', async ({ scratch, program }) => {
  const name = await start(scratch, program, 'undone')
  const change = { memoryBytes: 100 * MIB, cpuMillicores: 200, cpuWeight: 7, processes: 32, cpuSet: '1023' }
  await expect(setLimit(scratch.host, name, change)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(await getLimit(scratch.host, name)).toEqual(TINY_LIMIT)
  expect(await scratch.host.runtime.getLimit(name)).toEqual(TINY_LIMIT)
})

test('a new limit reaches every process of a guest that forks meanwhile', async ({ scratch, program }) => {
  const name = await start(scratch, program, 'forks', { cpuMillicores: null })
  const forker = 'while :; do /bin/true; /bin/true; done'
  await runShell(scratch.host, name, `trap "" HUP; for i in 1 2 3 4; do (${forker}) & done; sleep 300 &`)
  await setLimit(scratch.host, name, { openFiles: 77, nice: 4 })
  const view = new GuestView(scratch, name)
  const hard = view.processes().flatMap((pid) => {
    try {
      return [hardLimit(pid, 'Max open files')]
    } catch {
      return [] // it has ended
    }
  })
  expect(hard.length).toBeGreaterThan(4)
  expect(new Set(hard)).toEqual(new Set(['77']))
})

test('a CPU set and a disk limit hold what already runs', async ({ scratch, program }) => {
  const name = await start(scratch, program, 'running')
  const { diskWriteBps, cpuSet } = await everyLimit(scratch)
  await setLimit(scratch.host, name, { diskWriteBps, cpuSet })
  const status = await new GuestView(scratch, name).process('status')
  if (cpuSet !== undefined) expect(status).toMatch(/^Cpus_allowed_list:\s+0$/m)
  if (diskWriteBps !== undefined) {
    const { output } = await attack(scratch, name, 'write', 320)
    const use = await getLimitUse(scratch.host, name)
    expect(use.diskWrite.current).toBeGreaterThanOrEqual(20 * MIB)
    // 20 MiB at 10 MiB per second, the first interval free.
    expect(Number(/\d+/.exec(output)?.[0])).toBeGreaterThan(1200)
  }
})

test('reads and operations of the disk are slowed to the limit', async ({ scratch, program }) => {
  const name = await start(scratch, program, 'slowed')
  const { diskReadIops } = await everyLimit(scratch)
  if (diskReadIops === undefined) {
    const refused = setLimit(scratch.host, name, { diskReadIops: 20 })
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    return
  }
  await attack(scratch, name, 'write', 30)
  await setLimit(scratch.host, name, { diskReadIops: 20, diskWriteIops: 20 })
  for (const kind of ['read', 'write']) {
    const { output } = await attack(scratch, name, kind, 30)
    expect(Number(/\d+/.exec(output)?.[0]), kind).toBeGreaterThan(900)
  }
  const use = await getLimitUse(scratch.host, name)
  expect(use.diskReadOperations).toMatchObject({ hard: 20 })
  expect(use.diskReadOperations.current).toBeGreaterThanOrEqual(30)
})

test('sockets are counted on by a new broker, and accepted ones never', async ({ scratch, program }) => {
  const name = await start(scratch, program, 'counted')
  await setLimit(scratch.host, name, { sockets: 10 })
  expect((await attack(scratch, name, 'connections', 6)).output).toMatch(/^made 6: no error/)
  expect((await getLimitUse(scratch.host, name)).sockets).toMatchObject({ current: 0, peak: 7, hits: 0 })
  await scratch.broker.end('SIGKILL')
  await scratch.broker.start()
  expect((await attack(scratch, name, 'sockets', 20)).output).toMatch(/^made 10: Too many open files/)
  expect((await getLimitUse(scratch.host, name)).sockets).toMatchObject({ peak: 10, hits: 1, hard: 10 })
  await setLimit(scratch.host, name, { sockets: 12 })
  expect((await attack(scratch, name, 'sockets', 20)).output).toMatch(/^made 12: Too many open files/)
  await setLimit(scratch.host, name, { sockets: null })
  expect((await attack(scratch, name, 'sockets', 40)).output).toMatch(/^made 40: no error/)
})

test('root of a guest with CAP_SYS_RESOURCE and CAP_SYS_ADMIN cannot raise its limits', async ({
  scratch,
  program,
}) => {
  const name = GuestName.parse('powerful')
  const limit = { ...TINY_LIMIT, openFiles: 100, sharedMemoryBytes: MIB, semaphores: 20, messageQueues: 5 }
  const capabilities = { add: ['SYS_RESOURCE' as const, 'SYS_ADMIN' as const], remove: [] }
  await scratch.createTiny(name, { limit, options: { ...DEFAULT_OPTIONS, capabilities } })
  installProgram(scratch, name, program)
  expect((await attack(scratch, name, 'ask-raise-files', 101)).output).toMatch(/not permitted/)
  for (const file of ['kernel/shmall', 'kernel/sem', 'kernel/msgmni', 'fs/mqueue/queues_max']) {
    const { output } = await runShell(scratch.host, name, `echo 30000 30000 500 30000 >/proc/sys/${file}`)
    expect(output, file).toMatch(/read-only|denied/i)
  }
  expect((await attack(scratch, name, 'posix-queues', 20)).output).toMatch(/^made 5: No space left/)
  expect(await getLimit(scratch.host, name)).toEqual(limit)
})

test('file locks are counted and have no limit', async ({ scratch, program }) => {
  const name = await start(scratch, program, 'locks')
  expect((await attackAndKeep(scratch, name, 'locks', 25)).output).toMatch(/^made 25: no error/)
  const locks = async () => (await getLimitUse(scratch.host, name)).fileLocks
  await waitUntil(async () => (await locks()).current === 25, Date.now() + patient(3000))
  expect(await locks()).toEqual({ current: 25 })
})
