import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { attachFrame } from '@vserver/native'
import { expect, onTestFinished } from 'vitest'
import {
  createGuest,
  deleteGuest,
  getGuest,
  killGuest,
  reconcileGuest,
  restartGuest,
  startGuest,
  stopGuest,
} from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { runShell } from './run-in-guest.ts'
import { test, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'
import { BROKEN } from './tiny-template.ts'

const named = (name: string): GuestName => GuestName.parse(name)

test('a guest is created, runs with its own name, processes and root, and is deleted without a trace', async ({
  scratch,
}) => {
  const { host } = scratch
  const guest = await scratch.createTiny('life', { hostname: 'life.example' })
  expect(guest).toMatchObject({ state: 'running', failure: null })
  expect(await host.runtime.running()).toContain('life')
  const { code, output } = await runShell(
    host,
    'life',
    'hostname; id -u; cat /proc/uptime; ls /proc | grep -c "^[0-9]"',
  )
  expect(code).toBe(0)
  const [hostname, uid, uptime, processes] = output.split('\n')
  expect([hostname, uid]).toEqual(['life.example', '0'])
  expect(Number(uptime?.split(' ')[0])).toBeLessThan(patient(20))
  expect(Number(processes)).toBeLessThan(8)
  await deleteGuest(host, named('life'))
  expect(scratch.leftovers().filter((left) => left.includes('life'))).toEqual([])
})

test('what a guest wrote is there after a stop and a start', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('files')
  await runShell(host, 'files', 'echo kept >/root/note')
  expect(await stopGuest(host, named('files'))).toMatchObject({
    state: 'stopped',
    lastExit: { reason: 'halt' },
  })
  expect(scratch.leftovers().filter((left) => left.startsWith('/sys') && left.includes('files'))).toEqual([])
  await startGuest(host, named('files'))
  expect(await runShell(host, 'files', 'cat /root/note')).toEqual({ code: 0, output: 'kept\n' })
})

test('a restart is a new pid 1 and a new uptime', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('again')
  const before = await host.runtime.inspect(named('again'))
  expect(await restartGuest(host, named('again'))).toMatchObject({ state: 'running' })
  const after = await host.runtime.inspect(named('again'))
  expect(before.state === 'running' && after.state === 'running' && before.pid !== after.pid).toBe(true)
})

test('a guest starts again at once although somebody still reads how it ended', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('watched')
  await runShell(host, 'watched', 'echo words >/dev/console')
  const viewer = connect(path.join(scratch.runDir, 'guests', 'watched', 'console.sock'))
  onTestFinished(() => void viewer.destroy())
  viewer.write(attachFrame(0)) // without credit the supervisor has to wait for it
  await once(viewer, 'data')
  const begunMs = Date.now()
  await killGuest(host, named('watched'))
  expect(await startGuest(host, named('watched'))).toMatchObject({ state: 'running' })
  expect(Date.now() - begunMs).toBeLessThan(patient(1500))
  expect(viewer.closed).toBe(false)
})

test('a killed guest is down at once, with everything it ran', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('dead')
  await runShell(host, 'dead', 'trap "" HUP; for i in 1 2 3 4 5; do sleep 1000 & done; true')
  expect(await killGuest(host, named('dead'))).toMatchObject({
    state: 'stopped',
    lastExit: { reason: 'killed' },
  })
  expect(scratch.leftovers().filter((left) => left.startsWith('/sys') && left.includes('dead'))).toEqual([])
})

test('a guest killed from outside is noticed, shown as failed and started again', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('shot')
  const run = await host.runtime.inspect(named('shot'))
  if (run.state !== 'running') throw new Error('it does not run')
  const noticed = host.runtime.waitExit(named('shot'), patient(10_000))
  process.kill(run.pid, 'SIGKILL')
  expect(await noticed).toBe(true)
  expect(await reconcileGuest(host, named('shot'))).toBe('noted')
  expect(await getGuest(host, named('shot'))).toMatchObject({
    state: 'failed',
    lastExit: { reason: 'killed' },
  })
  const later = { ...host, now: () => Date.now() + 6000 }
  expect(await reconcileGuest(later, named('shot'))).toBe('started')
  expect(await getGuest(host, named('shot'))).toMatchObject({ state: 'running', failure: null })
})

test('a guest that is asked to halt in its first moment does so', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('early')
  await host.runtime.stop(named('early'))
  expect(await host.runtime.waitExit(named('early'), patient(10_000))).toBe(true)
  expect(await host.runtime.inspect(named('early'))).toMatchObject({ state: 'exited', reason: 'halt' })
})

test('a guest that halts or reboots itself is told apart', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('self')
  await runShell(host, 'self', 'poweroff -f')
  expect(await host.runtime.waitExit(named('self'), patient(10_000))).toBe(true)
  expect(await host.runtime.inspect(named('self'))).toMatchObject({ state: 'exited', reason: 'halt' })
  expect(await reconcileGuest(host, named('self'))).toBe('stopped')
  await startGuest(host, named('self'))
  await runShell(host, 'self', 'reboot -f')
  expect(await host.runtime.waitExit(named('self'), patient(10_000))).toBe(true)
  expect(await reconcileGuest(host, named('self'))).toBe('noted') // so soon it waits as after a crash
  const later = { ...host, now: () => Date.now() + 6000 }
  expect(await reconcileGuest(later, named('self'))).toBe('started')
})

test('a start that fails half way leaves nothing', async ({ scratch }) => {
  const { host } = scratch
  const act = createGuest(host, tinyInput('half', { template: BROKEN }))
  await expect(act).rejects.toMatchObject({ code: 'NATIVE_FAILED', subject: 'half' })
  expect(scratch.leftovers().filter((left) => left.includes('half'))).toEqual([])
})

test('counters of a guest come from the kernel', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('busy')
  await runShell(host, 'busy', 'trap "" HUP; for i in 1 2; do (while :; do :; done) & done; sleep 1')
  const first = await host.runtime.readCounters(named('busy'))
  await new Promise((resolve) => setTimeout(resolve, 500))
  const second = await host.runtime.readCounters(named('busy'))
  if (first === null || second === null) throw new Error('no counters')
  expect(second.cpuUsageMicroseconds).toBeGreaterThan(first.cpuUsageMicroseconds)
  expect(second.processes).toBeGreaterThanOrEqual(3)
  expect(second.activeTasks).toBeGreaterThanOrEqual(1)
  expect(second.memoryBytes).toBeGreaterThan(0)
  await killGuest(host, named('busy'))
  expect(await host.runtime.readCounters(named('busy'))).toBeNull()
})

test('the files of a guest belong to nobody else on the host', async ({ scratch }) => {
  await scratch.createTiny('owner')
  const state = readFileSync(path.join(scratch.runDir, 'guests', 'owner', 'state'), 'utf8')
  const pid = /^pid=(\d+)$/m.exec(state)?.[1]
  const xid = Number(/^xid=(\d+)$/m.exec(state)?.[1])
  const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  expect(Number(uid)).toBe(0x70000000 + xid * 65_536)
  expect(existsSync(path.join(scratch.dataDir, 'storage', 'guests', 'owner', 'data/1/upper'))).toBe(true)
})
