import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { expect, onTestFinished } from 'vitest'
import { DEFAULT_OPTIONS } from '../src/context/model.ts'
import { deleteGuest, getGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { hierarchies } from './kernel-view.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, type ScratchOptions, test } from './scratch.ts'
import { patient } from './slowness.ts'

/** What an idle broker keeps. */
const IDLE_COUNT = 2
const FURNITURE = ['/', '/proc', '/dev/null']
const SOON_MS = patient(8000)

const NET_ADMIN = { ...DEFAULT_OPTIONS, capabilities: { add: ['NET_ADMIN' as const], remove: [] } }

/** A port below 1024 can be had and reached, and every group may ping. Source: icmp(7), ping_group_range. */
const NETWORK_WORKS = `
  busybox httpd -p 80 -h /etc && busybox wget -q -O - http://127.0.0.1/passwd
  cat /proc/sys/net/ipv4/ping_group_range
`
const WORKS = { code: 0, output: 'root:x:0:0:root:/root:/bin/sh\n0\t65535\n' }

async function ownScratch(options: ScratchOptions = {}) {
  const scratch = await openScratch(options)
  onTestFinished(() => scratch.close())
  return scratch
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.split(' ').filter(Boolean).map(Number)
}

/** A supervisor waits when it has a builder and no guest. */
function mountPoints(pid: number | undefined): (string | undefined)[] {
  const mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').trim().split('\n')
  return mounts.map((line) => line.split(' ')[4])
}

function parkedOf(scratch: Scratch): number[] {
  const pids = childrenOf(scratch.broker.pid).filter((pid) => commandOf(pid) === 'vs-supervisor')
  return pids.filter((pid) => childrenOf(pid).length === 1 && isParked(scratch, pid))
}

function isParked(scratch: Scratch, pid: number): boolean {
  const guests = readdirSync(`${scratch.runDir}/guests`)
  const states = guests.map((guest) => readFileSync(`${scratch.runDir}/guests/${guest}/state`, 'utf8'))
  return !states.some((state) => state.includes(`supervisor_pid=${pid}\n`))
}

function commandOf(pid: number): string {
  return existsSync(`/proc/${pid}/comm`) ? readFileSync(`/proc/${pid}/comm`, 'utf8').trim() : ''
}

/** A zombie whose new parent is slow to reap it has ended all the same. */
function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

async function soon(holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + SOON_MS
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error('it did not come to hold in time')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function networkOf(scratch: Scratch, guest: string): Promise<string> {
  const run = await scratch.host.runtime.inspect(GuestName.parse(guest))
  if (run.state !== 'running') throw new Error('it does not run')
  return readlinkSync(`/proc/${run.pid}/ns/net`)
}

test('a start takes a supervisor that waited, and another one takes its place', async () => {
  const scratch = await ownScratch()
  await soon(() => parkedOf(scratch).length === IDLE_COUNT)
  const waited = parkedOf(scratch)
  await scratch.createTiny('quick')
  const state = readFileSync(`${scratch.runDir}/guests/quick/state`, 'utf8')
  expect(waited).toContain(Number(/^supervisor_pid=(\d+)$/m.exec(state)?.[1]))
  await soon(() => parkedOf(scratch).length >= IDLE_COUNT)
})

test('what waits holds no group, file or mount of the host', async () => {
  const scratch = await ownScratch()
  await soon(() => parkedOf(scratch).length === IDLE_COUNT)
  expect(scratch.leftovers()).toEqual([])
  for (const pid of parkedOf(scratch)) {
    const [builder] = childrenOf(pid)
    // It may still be at leaving the host's tree.
    await soon(() => mountPoints(builder).length === FURNITURE.length)
    expect(mountPoints(builder)).toEqual(FURNITURE)
    for (const mount of hierarchies()) {
      const group = `${mount}/${scratch.instance}/cgroup.procs`
      if (existsSync(group)) expect(readFileSync(group, 'utf8')).toBe('')
    }
  }
})

test.for(['SIGTERM', 'SIGKILL'] as const)(
  'supervisors that wait end with their broker, by %s, and guests do not',
  async (signal) => {
    const scratch = await ownScratch()
    await scratch.createTiny('stays')
    await soon(() => parkedOf(scratch).length >= IDLE_COUNT)
    const waiting = parkedOf(scratch).flatMap((pid) => [pid, ...childrenOf(pid)])
    expect(waiting.length).toBeGreaterThanOrEqual(2 * IDLE_COUNT)
    await scratch.broker.end(signal)
    await soon(() => !waiting.some(isAlive))
    expect(await getGuest(scratch.host, GuestName.parse('stays'))).toMatchObject({ state: 'running' })
    await scratch.broker.start()
  },
)

test('a waiting supervisor that is killed is not missed', async () => {
  const scratch = await ownScratch()
  await soon(() => parkedOf(scratch).length === IDLE_COUNT)
  const waiting = parkedOf(scratch).flatMap((pid) => [pid, ...childrenOf(pid)])
  for (const pid of parkedOf(scratch)) process.kill(pid, 'SIGKILL')
  expect(await scratch.createTiny('anyway')).toMatchObject({ state: 'running' })
  await soon(() => !waiting.some(isAlive))
})

test('with none that waits a guest starts the long way', async () => {
  const scratch = await ownScratch({ parked: 0 })
  expect(await scratch.createTiny('cold')).toMatchObject({ state: 'running' })
  expect(parkedOf(scratch)).toEqual([])
  expect(await runShell(scratch.host, 'cold', NETWORK_WORKS)).toEqual(WORKS)
})

test('each guest has a network of its own, whether it was made ahead or not', async () => {
  const scratch = await ownScratch()
  await soon(() => parkedOf(scratch).length === IDLE_COUNT)
  await scratch.createTiny('first')
  await scratch.createTiny('second')
  await scratch.createTiny('admin', { options: NET_ADMIN })
  const guests = ['first', 'second', 'admin']
  const networks = await Promise.all(guests.map((guest) => networkOf(scratch, guest)))
  expect(new Set([...networks, readlinkSync('/proc/self/ns/net')]).size).toBe(4)
  for (const guest of guests) {
    expect(await runShell(scratch.host, guest, NETWORK_WORKS), guest).toEqual(WORKS)
  }
  const admin = 'ip link set lo down && ip link set lo up'
  expect((await runShell(scratch.host, 'first', admin)).code).not.toBe(0)
  expect((await runShell(scratch.host, 'admin', admin)).code).toBe(0)
})

test('a guest starts again while its last overlay is let go', async () => {
  const scratch = await ownScratch()
  const name = GuestName.parse('turn')
  await scratch.createTiny('turn')
  for (let round = 1; round <= 5; round += 1) {
    await runShell(scratch.host, 'turn', `echo ${round} >>/root/rounds`)
    await stopGuest(scratch.host, name)
    await startGuest(scratch.host, name)
  }
  expect((await runShell(scratch.host, 'turn', 'cat /root/rounds')).output).toBe('1\n2\n3\n4\n5\n')
  await deleteGuest(scratch.host, name)
  expect(scratch.leftovers()).toEqual([])
})
