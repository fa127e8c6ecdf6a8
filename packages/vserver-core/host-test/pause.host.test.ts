import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { ConsoleId } from '../src/console/model.ts'
import { openConsole } from '../src/console/open.ts'
import {
  createGuest,
  getGuest,
  killGuest,
  pauseGuest,
  reconcileGuest,
  resumeGuest,
  startGuest,
  stopGuest,
} from '../src/guest/index.ts'
import type { GuestName } from '../src/guest/model.ts'
import { linuxHost } from '../src/linux/index.ts'
import { hierarchies } from './kernel-view.ts'
import { upperOf } from './own-program.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'

/** Longer than the guest's clock takes for its next tick, many times over. */
const STILL_MS = 500

/** A guest that counts, by a program in the background and one that is forked for each count. */
async function createClock(scratch: Scratch, name: string): Promise<GuestName> {
  const created = await createGuest(scratch.host, tinyInput(name, { start: false }))
  const etc = path.join(upperOf(scratch, name), 'etc')
  mkdirSync(etc, { recursive: true, mode: 0o755 })
  const count = 'i=0; while :; do i=$((i+1)); echo $i > /root/n; mv /root/n /root/ticks; sleep 0.01; done'
  writeFileSync(path.join(etc, 'rc.local'), `#!/bin/sh\n(${count}) &\n`, { mode: 0o755 })
  await startGuest(scratch.host, created.name)
  await until(() => ticks(scratch, name) > 3)
  return created.name
}

function ticks(scratch: Scratch, name: string): number {
  const file = path.join(upperOf(scratch, name), 'root', 'ticks')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + patient(5000)
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error('it did not come to pass')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Of cgroup2, which every host of ours has. */
function groupOf({ instance }: Scratch, name: string): string {
  const mount = hierarchies().find((one) => existsSync(path.join(one, 'cgroup.controllers')))
  if (mount === undefined) throw new Error('there is no cgroup2')
  return path.join(mount, instance, name)
}

function processesOf(scratch: Scratch, name: string): string {
  return readFileSync(path.join(groupOf(scratch, name), 'guest', 'cgroup.procs'), 'utf8')
}

test('a paused guest stands still through a new broker and a new agent, and goes on where it was', async ({
  scratch,
}) => {
  const name = await createClock(scratch, 'clock')
  const before = await getGuest(scratch.host, name)
  expect(await pauseGuest(scratch.host, name)).toMatchObject({ state: 'paused', desired: 'running' })
  const [stoodAt, processes] = [ticks(scratch, 'clock'), processesOf(scratch, 'clock')]
  await scratch.broker.end('SIGKILL')
  await scratch.broker.start()
  const { instance, runDir, dataDir } = scratch
  const anew = await linuxHost({ instance, runDir, dataDir })
  expect(await reconcileGuest(anew, name)).toBe('none')
  await pass(STILL_MS)
  expect(ticks(scratch, 'clock')).toBe(stoodAt)
  expect(processesOf(scratch, 'clock')).toBe(processes)
  expect(await getGuest(anew, name)).toMatchObject({ state: 'paused' })
  const after = await resumeGuest(anew, name)
  anew.close()
  expect(after).toMatchObject({ state: 'running', startedAt: before.startedAt })
  await until(() => ticks(scratch, 'clock') > stoodAt)
  expect(await runShell(scratch.host, 'clock', 'echo here')).toMatchObject({ code: 0, output: 'here\n' })
})

test('nobody enters a paused guest, and it is halted and killed as ever', async ({ scratch }) => {
  const name = await createClock(scratch, 'halted')
  await pauseGuest(scratch.host, name)
  const size = { columns: 80, rows: 24 }
  const entering = openConsole(scratch.host, { id: ConsoleId.parse('c-paused'), guest: name, size })
  await expect(entering).rejects.toMatchObject({ code: 'INVALID_STATE' })
  expect(await stopGuest(scratch.host, name)).toMatchObject({
    state: 'stopped',
    lastExit: { reason: 'halt' },
  })
  await startGuest(scratch.host, name)
  await pauseGuest(scratch.host, name)
  expect(await killGuest(scratch.host, name)).toMatchObject({ lastExit: { reason: 'killed' } })
  expect(await startGuest(scratch.host, name)).toMatchObject({ state: 'running' })
  expect(await runShell(scratch.host, 'halted', 'echo up')).toMatchObject({ code: 0, output: 'up\n' })
})

test('who resumes a guest does not let go what was frozen for a lost network', async ({ scratch }) => {
  const name = await createClock(scratch, 'lost')
  const file = path.join(groupOf(scratch, 'lost'), 'cgroup.freeze')
  writeFileSync(file, '1')
  await pauseGuest(scratch.host, name)
  await resumeGuest(scratch.host, name)
  expect(readFileSync(path.join(groupOf(scratch, 'lost'), 'cgroup.events'), 'utf8')).toMatch('frozen 1')
  writeFileSync(file, '0')
})
