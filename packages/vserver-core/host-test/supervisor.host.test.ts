import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { DEFAULT_OPTIONS } from '../src/context/model.ts'
import { deleteGuest, getGuest, reconcileGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName, Xid } from '../src/guest/model.ts'
import type { StartSpec } from '../src/host.ts'
import { NO_NETWORK } from '../src/network/model.ts'
import { hierarchies } from './kernel-view.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, TINY_LIMIT, test } from './scratch.ts'
import { patient } from './slowness.ts'
import { TINY } from './tiny-template.ts'

const named = (name: string): GuestName => GuestName.parse(name)
const stateFile = ({ runDir }: Scratch, name: string) => path.join(runDir, 'guests', name, 'state')

function supervisorOf(scratch: Scratch, name: string): number {
  return Number(/^supervisor_pid=(\d+)$/m.exec(readFileSync(stateFile(scratch, name), 'utf8'))?.[1])
}

async function killSupervisor(scratch: Scratch, name: string): Promise<void> {
  const pid = supervisorOf(scratch, name)
  process.kill(pid, 'SIGKILL')
  await until(() => !isAlive(pid))
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + patient(5000)
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error('it did not come to pass')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('a guest outlives its killed supervisor, and is entered, stopped, started and deleted as ever', async ({
  scratch,
}) => {
  const { host } = scratch
  const name = named('orphan')
  await scratch.createTiny('orphan')
  await killSupervisor(scratch, 'orphan')
  expect(await getGuest(host, name)).toMatchObject({ state: 'running' })
  expect(await reconcileGuest(host, name)).toBe('none')
  expect(await runShell(host, 'orphan', 'echo alive')).toMatchObject({ code: 0, output: 'alive\n' })
  await expect(host.runtime.deleteRoot(name)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  expect(await stopGuest(host, name)).toMatchObject({ state: 'stopped' })
  expect(await startGuest(host, name)).toMatchObject({ state: 'running' })
  expect(await runShell(host, 'orphan', 'echo again')).toMatchObject({ code: 0, output: 'again\n' })
  await stopGuest(host, name)
  await deleteGuest(host, name)
  expect(scratch.leftovers().filter((left) => left.includes('orphan'))).toEqual([])
})

test('a guest that ended without a supervisor is known as killed, and starts again', async ({ scratch }) => {
  const { host } = scratch
  const name = named('widow')
  await scratch.createTiny('widow')
  const first = await host.runtime.inspect(name)
  if (first.state !== 'running') throw new Error('it does not run')
  await killSupervisor(scratch, 'widow')
  process.kill(first.pid, 'SIGKILL')
  await until(() => !isAlive(first.pid))
  expect(await host.runtime.inspect(name)).toMatchObject({ state: 'exited', reason: 'killed' })
  await reconcileGuest(host, name)
  expect(await startGuest(host, name)).toMatchObject({ state: 'running' })
})

test('a state file that is cut anywhere stops nobody from starting the guest', async ({ scratch }) => {
  const { host } = scratch
  const name = named('torn')
  await scratch.createTiny('torn')
  const whole = readFileSync(stateFile(scratch, 'torn'), 'utf8')
  const stop = async () => {
    await stopGuest(host, name)
    await until(() => !isAlive(supervisorOf(scratch, 'torn')))
  }
  await stop()
  for (const length of [0, 5, Math.floor(whole.length / 2), whole.indexOf('\npid=') + 6, whole.length - 1]) {
    writeFileSync(stateFile(scratch, 'torn'), whole.slice(0, length))
    expect(await host.runtime.inspect(name), whole.slice(0, length)).toMatchObject({ state: 'exited' })
    await host.runtime.stop(name)
    expect(await startGuest(host, name)).toMatchObject({ state: 'running' })
    await stop()
  }
})

const XID = Xid.parse(4321)
const specOf = (name: string): StartSpec => ({
  name: named(name),
  xid: XID,
  template: TINY,
  hostname: name,
  initStyle: 'plain',
  limit: TINY_LIMIT,
  options: DEFAULT_OPTIONS,
  network: NO_NETWORK,
})

async function makeTwins(scratch: Scratch, ...names: string[]): Promise<void> {
  const { runtime } = scratch.host
  for (const name of names) {
    await runtime.createRoot({
      name: named(name),
      template: TINY,
      xid: XID,
      backend: null,
      limit: TINY_LIMIT,
    })
    onTestFinished(async () => {
      await runtime.kill(named(name))
      await runtime.waitExit(named(name), patient(5000))
      await runtime.deleteRoot(named(name))
    })
  }
}

const TAKEN = { code: 'INVALID_STATE', message: expect.stringContaining('context number') }

test('a context number that a running guest has is refused, also when its supervisor was killed', async ({
  scratch,
}) => {
  const { runtime } = scratch.host
  await makeTwins(scratch, 'twin-a', 'twin-b')
  await runtime.start(specOf('twin-a'))
  await expect(runtime.start(specOf('twin-b'))).rejects.toMatchObject(TAKEN)
  await killSupervisor(scratch, 'twin-a')
  await expect(runtime.start(specOf('twin-b'))).rejects.toMatchObject(TAKEN)
  await runtime.kill(named('twin-a'))
  expect(await runtime.waitExit(named('twin-a'), patient(5000))).toBe(true)
  await runtime.start(specOf('twin-b'))
})

test('of many that start at once with one context number a single one runs', async ({ scratch }) => {
  const { runtime } = scratch.host
  const names = Array.from({ length: 6 }, (_, index) => `race-${index}`)
  await makeTwins(scratch, ...names)
  const outcomes = await Promise.allSettled(names.map((name) => runtime.start(specOf(name))))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  for (const { reason } of refused) expect(reason).toMatchObject(TAKEN)
})

test('a guest that is full of processes says so to who wants to enter, and is stopped all the same', async ({
  scratch,
}) => {
  const { host } = scratch
  await scratch.createTiny('crowd')
  await runShell(
    host,
    'crowd',
    'trap "" HUP; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 1000 & done',
  )
  await host.runtime.setLimit(named('crowd'), { processes: 16 })
  await expect(runShell(host, 'crowd', 'true')).rejects.toMatchObject({
    code: 'NO_CAPACITY',
    message: expect.stringContaining('limit of processes'),
  })
  expect(await stopGuest(host, named('crowd'))).toMatchObject({ state: 'stopped' })
})

test('a host that cannot fork says so, and goes on when it can', async ({ scratch }) => {
  const { host, broker } = scratch
  await scratch.createTiny('narrow')
  const group = path.join(pidsMount(), `${scratch.instance}-broker`)
  const before = groupOf(broker.pid)
  mkdirSync(group)
  onTestFinished(() => rmdirSync(group))
  onTestFinished(() => writeFileSync(path.join(before, 'cgroup.procs'), String(broker.pid)))
  writeFileSync(path.join(group, 'cgroup.procs'), String(broker.pid))
  writeFileSync(path.join(group, 'pids.max'), '1')
  await expect(host.runtime.kill(named('narrow'))).rejects.toMatchObject({
    code: 'NO_CAPACITY',
    message: expect.stringContaining('no room for another process'),
  })
  expect(await getGuest(host, named('narrow'))).toMatchObject({ state: 'running' })
  writeFileSync(path.join(group, 'pids.max'), 'max')
  await host.runtime.kill(named('narrow'))
  expect(await host.runtime.waitExit(named('narrow'), patient(5000))).toBe(true)
})

function pidsMount(): string {
  const all = hierarchies()
  return all.find((mount) => path.basename(mount) === 'pids') ?? (all[0] as string)
}

function groupOf(pid: number): string {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').split('\n')
  const line =
    lines.find((entry) => entry.includes(':pids:')) ?? lines.find((entry) => entry.startsWith('0::'))
  return path.join(pidsMount(), line?.split(':')[2] ?? '')
}
