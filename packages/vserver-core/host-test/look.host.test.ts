import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import { DEFAULT_OPTIONS } from '../src/context/model.ts'
import { GuestName } from '../src/guest/model.ts'
import { setLimit } from '../src/limit/index.ts'
import { MIB } from '../src/units.ts'
import { installProgram } from './guest-program.ts'
import { awaitFile, startWithProgram, upperOf } from './own-program.ts'
import { copyPlainPrograms } from './plain-programs.ts'
import { processOf } from './proc/processes.ts'
import { buildProgram } from './programs.ts'
import { runInGuest, runShell } from './run-in-guest.ts'
import { test as base, openScratch, type Scratch, TINY_LIMIT } from './scratch.ts'
import { patient } from './slowness.ts'

type Looks = { name: GuestName; look(...argv: string[]): Promise<string> }

/** The scratch is one file's, the program too. */
const test = base.extend<{ start: (name: string, ccaps?: 'hostname'[]) => Promise<Looks> }>({
  start: async ({ scratch }, use) => use((name, ccaps) => startLooking(scratch, name, ccaps)),
})

/** A guest of 256 MiB and half a CPU with the program that looks. */
async function startLooking(scratch: Scratch, name: string, ccaps: 'hostname'[] = []): Promise<Looks> {
  const options = { ...DEFAULT_OPTIONS, contextCapabilities: ccaps }
  await scratch.createTiny(name, { options, limit: { ...TINY_LIMIT, processes: 256 } })
  installProgram(scratch, name, buildProgram('look'))
  return {
    name: GuestName.parse(name),
    look: async (...argv) => (await runInGuest(scratch.host, name, ['/look', ...argv])).output.trim(),
  }
}

async function sysinfo({ look }: Looks): Promise<Map<string, number>> {
  const said = await look('sysinfo')
  return new Map(said.split('\n').map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]))
}

const kilobytes = (meminfo: string, key: string) =>
  Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1])

async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadlineMs = Date.now() + patient(20_000)
  while (!(await condition())) {
    if (Date.now() > deadlineMs) throw new Error(`${what} did not come`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Of a process that may have ended: then it is empty. */
function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').trim()
  } catch {
    return ''
  }
}

const nameOf = (pid: number) => readProcess(pid, 'comm')

function childrenOf(pid: number): number[] {
  const text = readProcess(pid, `task/${pid}/children`)
  return text === '' ? [] : text.split(' ').map(Number)
}

test('sysinfo(2) says what the files in /proc say', async ({ scratch, start }) => {
  const guest = await start('agrees')
  const found = await sysinfo(guest)
  const meminfo = (await runShell(scratch.host, 'agrees', 'cat /proc/meminfo')).output
  expect(found.get('total')).toBe(256 * MIB)
  expect(found.get('total')).toBe(kilobytes(meminfo, 'MemTotal') * 1024)
  const free = kilobytes(meminfo, 'MemFree') * 1024
  expect(Math.abs((found.get('free') ?? 0) - free)).toBeLessThan(8 * MIB)
  expect([found.get('swapTotal'), found.get('unit'), found.get('high')]).toEqual([
    kilobytes(meminfo, 'SwapTotal') * 1024,
    1,
    0,
  ])
  const uptime = Number((await runShell(scratch.host, 'agrees', 'cut -d. -f1 /proc/uptime')).output)
  expect(Math.abs((found.get('uptime') ?? -1) - uptime)).toBeLessThan(patient(5))
  const load = Number((await runShell(scratch.host, 'agrees', 'cut -d" " -f1 /proc/loadavg')).output)
  expect(Math.abs((found.get('load1') ?? -1) / 65536 - load)).toBeLessThan(0.3)
})

test('what the init of a guest has started is told the same', async ({ scratch }) => {
  const script = '/look sysinfo >/new && /look affinity >>/new && mv /new /said && exec sleep 1000'
  await startWithProgram(scratch, 'init', { program: buildProgram('look'), script })
  const said = await awaitFile(path.join(upperOf(scratch, 'init'), 'said'), patient(10_000))
  expect(said).toMatch(new RegExp(`^total ${256 * MIB}$`, 'm'))
  expect(said).toMatch(/^1\n1\n$/m)
})

test('a process sees as many CPUs as its guest can use, and those of a process by its number as they are', async ({
  scratch,
  start,
}) => {
  const guest = await start('counts')
  const real = (await guest.look('affinity', '1')).split('\n')[1]
  const [bytes, own, online] = (await guest.look('affinity')).split('\n').map(Number)
  expect([own, online]).toEqual([1, 1])
  expect((bytes ?? 0) % 8).toBe(0)
  expect(Number(real)).toBe(os.cpus().length)
  expect(await guest.look('pin')).toBe('kept')
  await setLimit(scratch.host, guest.name, { cpuMillicores: null })
  await until(async () => (await guest.look('affinity')).split('\n')[1] === real, 'the change')
})

test('a limit that changes shows in sysinfo(2)', async ({ scratch, start }) => {
  const guest = await start('changes')
  await setLimit(scratch.host, guest.name, { memoryBytes: 128 * MIB })
  await until(async () => (await sysinfo(guest)).get('total') === 128 * MIB, 'the new limit')
})

test('an answer has no place but memory of the caller, and the size that the kernel gives it', async ({
  start,
}) => {
  const guest = await start('nowhere')
  expect(await guest.look('nowhere')).toBe('refused')
  expect((await sysinfo(guest)).get('total')).toBe(256 * MIB)
})

test('many that ask at once are all answered, also while others of them are killed', async ({ start }) => {
  const guest = await start('crowd')
  expect(await guest.look('crowd', '12', '60')).toBe('0 failed')
})

test('who asks without end is held to a rate, and others are answered meanwhile', async ({ start }) => {
  const guest = await start('greedy')
  const count = 6000
  const hammer = guest.look('time', String(count))
  await guest.look('sysinfo')
  const mean = Number((await hammer).split('\n')[1])
  /** Two thousand at once, then two thousand a second. */
  expect(mean * count).toBeGreaterThan(1.8e6)
})

/** The process that answers the program of the one console in which it runs. */
function answeringOf(scratch: Scratch): number | undefined {
  const consoles = childrenOf(scratch.broker.pid).map(childrenOf)
  const asked = consoles.find((children) => children.some((pid) => nameOf(pid) === 'look'))
  return asked?.find((pid) => nameOf(pid) === 'vs-console')
}

test('whoever answers is replaced when it is killed, and a call fails at the most', async ({
  scratch,
  start,
}) => {
  const guest = await start('replaced')
  const asked = guest.look('ask', '400', '5')
  const killed = new Set<number>()
  await until(() => {
    const pid = answeringOf(scratch)
    if (pid !== undefined && !killed.has(pid)) process.kill(pid, 'SIGKILL')
    if (pid !== undefined) killed.add(pid)
    return killed.size >= 5
  }, 'the fifth that answers')
  expect(Number(await asked)).toBeLessThanOrEqual(killed.size)
  expect((await sysinfo(guest)).get('total')).toBe(256 * MIB)
})

test('a call that nobody can answer fails after its deadline, and the next is answered', {
  timeout: patient(60_000),
}, async ({ scratch, start }) => {
  const guest = await start('stuck')
  // The keeper first: it would replace a server that is stopped.
  const stopped = (['keeper', 'server'] as const).map((role) => processOf(scratch, role))
  for (const pid of stopped) process.kill(pid, 'SIGSTOP')
  const asked = guest.look('ask', '1', '1').finally(() => {
    for (const pid of stopped.toReversed()) process.kill(pid, 'SIGCONT')
  })
  expect(await asked).toBe('1')
  expect((await sysinfo(guest)).get('total')).toBe(256 * MIB)
})

test('calls that are acted on are not held up by those that only look', async ({ scratch, start }) => {
  const guest = await start('mixed', ['hostname'])
  const asked = guest.look('ask', '200', '5')
  for (const name of ['one', 'two', 'three']) await runShell(scratch.host, 'mixed', `hostname ${name}`)
  expect(
    (await runShell(scratch.host, 'mixed', '/look sysinfo | grep -c . ; hostname other; hostname')).output,
  ).toBe('13\nother\n')
  expect(await asked).toBe('0')
})

test("without vs-proc both the files and the calls are the kernel's", async () => {
  const directory = mkdtempSync('/tmp/vserver-plain-')
  const scratch = await openScratch({ programs: copyPlainPrograms(`${directory}/programs`) })
  try {
    const guest = await startLooking(scratch, 'plain')
    const total = readFileSync('/proc/meminfo', 'utf8')
    expect((await sysinfo(guest)).get('total')).toBe(kilobytes(total, 'MemTotal') * 1024)
    const { output } = await runShell(scratch.host, 'plain', 'cat /proc/meminfo')
    expect(kilobytes(output, 'MemTotal')).toBe(kilobytes(total, 'MemTotal'))
    expect(readFileSync(path.join(scratch.runDir, 'guests/plain/state'), 'utf8')).not.toMatch(/^virtual=/m)
  } finally {
    await scratch.close()
    rmSync(directory, { recursive: true })
  }
})
