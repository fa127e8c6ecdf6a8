import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished } from 'vitest'
import { killGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { installProgram } from '../guest-program.ts'
import { IS_V2 } from '../limit/guest-view.ts'
import { buildProgram } from '../programs.ts'
import { type Outcome, runInGuest, runShell } from '../run-in-guest.ts'
import { openScratch, type Scratch, test } from '../scratch.ts'
import { patient, SLOWNESS } from '../slowness.ts'
import { killAndReplace, processOf, successorOf } from './processes.ts'

const READERS = 50
/** Each in a guest of its own; where a processor is emulated, entering so many busy guests takes the broker too long. */
const GUESTS = Array.from({ length: SLOWNESS > 1 ? 5 : READERS }, (_, index) => `reader${index + 1}`)
const SECONDS = 8

/** They read all files in a loop. */
async function startReaders(scratch: Scratch): Promise<Promise<Outcome>[]> {
  const program = buildProgram('read-proc')
  for (const name of GUESTS) {
    await scratch.createTiny(name)
    installProgram(scratch, name, program)
  }
  return GUESTS.map((name) =>
    runInGuest(scratch.host, name, ['/read-proc', String(READERS / GUESTS.length), String(SECONDS)]),
  )
}

async function expectNoError(readers: Promise<Outcome>[]): Promise<void> {
  for (const { code, output } of await Promise.all(readers)) {
    expect(output).toMatch(/^reads [1-9]\d* errors 0 /)
    expect(code).toBe(0)
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function ownScratch(): Promise<Scratch> {
  const scratch = await openScratch()
  onTestFinished(() => scratch.close())
  return scratch
}

test('fifty readers in their guests see no error while vs-proc, its keeper and the broker are killed and replaced', {
  timeout: patient(120_000),
}, async () => {
  const scratch = await ownScratch()
  const readers = await startReaders(scratch)
  const endMs = Date.now() + (SECONDS - 2) * 1000
  for (let turn = 0; turn === 0 || Date.now() < endMs; turn++) {
    await killAndReplace(scratch, 'server')
    await killAndReplace(scratch, 'sampler')
    if (turn % 2 === 0) await killAndReplace(scratch, 'keeper')
    if (turn % 3 === 1) {
      const before = processOf(scratch, 'keeper')
      await scratch.broker.end('SIGKILL')
      await killAndReplace(scratch, 'server') // while there is no broker
      await scratch.broker.start()
      await successorOf(scratch, 'keeper', before) // the upgrade: the new broker's own takes over
    }
    await sleep(100)
  }
  await expectNoError(readers)
})

test('a server or sampler that is stopped is replaced, and who reads meanwhile sees no error', async () => {
  const scratch = await ownScratch()
  await scratch.createTiny('waits')
  for (const role of ['server', 'sampler'] as const) {
    const pid = processOf(scratch, role)
    process.kill(pid, 'SIGSTOP')
    expect((await runShell(scratch.host, 'waits', 'cat /proc/loadavg /proc/meminfo')).code).toBe(0)
    await successorOf(scratch, role, pid)
  }
})

test('a server that is there and answers nothing is replaced', { timeout: patient(60_000) }, async () => {
  const scratch = await ownScratch()
  await scratch.createTiny('frozen')
  const pid = processOf(scratch, 'server')
  await withFrozen(scratch, pid, async () => {
    const { code, output } = await runShell(scratch.host, 'frozen', 'cat /proc/uptime')
    expect({ code, isUptime: /^\d+\.\d\d /.test(output) }).toEqual({ code: 0, isUptime: true })
    expect(await successorOf(scratch, 'server', pid)).not.toBe(pid)
  })
})

/** In a group of cgroup v2, where what is frozen can still be killed. */
async function withFrozen(scratch: Scratch, pid: number, act: () => Promise<void>): Promise<void> {
  const mount = IS_V2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/unified'
  const group = `${mount}/${scratch.instance}-frozen`
  mkdirSync(group)
  try {
    writeFileSync(`${group}/cgroup.procs`, String(pid))
    writeFileSync(`${group}/cgroup.freeze`, '1')
    await act()
  } finally {
    writeFileSync(`${group}/cgroup.freeze`, '0')
    await expect.poll(() => readFileSync(`${group}/cgroup.procs`, 'utf8')).toBe('')
    rmdirSync(group)
  }
}

test('load averages and idle time go on after vs-proc was killed', async () => {
  const scratch = await ownScratch()
  await scratch.createTiny('kept')
  const idle = async () =>
    Number((await runShell(scratch.host, 'kept', 'cat /proc/uptime')).output.trim().split(' ')[1])
  await sleep(1000)
  const before = await idle()
  expect(before).toBeGreaterThan(0)
  await killAndReplace(scratch, 'server')
  await killAndReplace(scratch, 'keeper')
  expect(await idle()).toBeGreaterThanOrEqual(before)
})

test('without a broker vs-proc serves on, and ends with the last guest', async () => {
  const scratch = await ownScratch()
  await scratch.createTiny('last')
  const pid = processOf(scratch, 'server')
  await scratch.broker.end('SIGTERM')
  expect(processOf(scratch, 'server')).toBe(pid)
  await scratch.broker.start()
  await killGuest(scratch.host, GuestName.parse('last'))
  await scratch.broker.end('SIGTERM')
  expect(existsSync(`${scratch.runDir}/proc`)).toBe(false)
  expect(existsSync(`${scratch.runDir}/proc-state`)).toBe(false)
  await scratch.broker.start()
})

test('nobody but root of the host looks into the directories of guests', async ({ scratch }) => {
  await scratch.createTiny('closed')
  const attempt = () =>
    execFileSync(
      'setpriv',
      ['--reuid=65534', '--clear-groups', 'cat', `${scratch.runDir}/proc/closed/loadavg`],
      {
        stdio: 'pipe',
      },
    )
  expect(attempt).toThrow(/Permission denied/)
})
