import os from 'node:os'
import { expect } from 'vitest'
import { GuestName } from '../src/guest/model.ts'
import { hitsBetween } from '../src/hit/index.ts'
import type { HitCounts } from '../src/hit/model.ts'
import { setLimit } from '../src/limit/index.ts'
import { MIB } from '../src/units.ts'
import { compileProgram, installProgram } from './guest-program.ts'
import { runInGuest, runShell } from './run-in-guest.ts'
import { type Scratch, test } from './scratch.ts'
import { patient } from './slowness.ts'

async function withProgram(scratch: Scratch, guest: string): Promise<GuestName> {
  await scratch.createTiny(guest)
  installProgram(scratch, guest, compileProgram(scratch, 'limit'))
  return GuestName.parse(guest)
}

async function counts(scratch: Scratch, name: GuestName): Promise<HitCounts> {
  return { startedAtMs: 0, counts: (await scratch.host.runtime.readHits(name)) ?? [] }
}

/** What is counted while the program goes beyond a limit. */
async function hitsOf(scratch: Scratch, name: GuestName, argv: string[]) {
  const before = await counts(scratch, name)
  await runInGuest(scratch.host, name, ['/limit', ...argv])
  return hitsBetween(before, await counts(scratch, name))
}

test('a fork that is refused, a kill for memory and a throttled CPU are hits', async ({ scratch }) => {
  const name = await withProgram(scratch, 'hits')
  await setLimit(scratch.host, name, {
    memoryBytes: 48 * MIB,
    swapBytes: 0,
    processes: 20,
    cpuMillicores: 100,
  })
  const forks = await hitsOf(scratch, name, ['processes', '40'])
  expect(forks).toContainEqual({ resource: 'processes', effect: 'refused', count: expect.any(Number) })
  const burned = await hitsOf(scratch, name, ['burn', '600'])
  expect(burned).toContainEqual({ resource: 'cpu', effect: 'throttled', count: expect.any(Number) })
  const killed = await hitsOf(scratch, name, ['memory', '2000'])
  expect(killed).toContainEqual({ resource: 'memory', effect: 'killed', count: 1 })
})

test('a guest that stays within its limits has no hits', async ({ scratch }) => {
  const name = await withProgram(scratch, 'within')
  // A limit too, and more than any processor needs to start five processes.
  await setLimit(scratch.host, name, { cpuMillicores: 1000 * os.cpus().length })
  expect(await hitsOf(scratch, name, ['processes', '5'])).toEqual([])
})

test('the greediest processes are told as the guest numbers them, and none of the host', async ({
  scratch,
}) => {
  const name = await withProgram(scratch, 'greedy')
  await runShell(scratch.host, name, 'trap "" HUP; /limit memory+ 300 >/dev/null </dev/null 2>&1 &')
  await runShell(
    scratch.host,
    name,
    'trap "" HUP; while :; do :; done >/dev/null </dev/null 2>&1 & echo $! >/tmp/spinner',
  )
  const inGuest = Number((await runShell(scratch.host, name, 'cat /tmp/spinner')).output)
  await expect
    .poll(async () => (await scratch.host.runtime.topProcesses(name, 'cpu'))[0]?.pid, {
      timeout: patient(10_000),
    })
    .toBe(inGuest)
  await expect
    .poll(async () => (await scratch.host.runtime.topProcesses(name, 'memory'))[0], {
      timeout: patient(10_000),
    })
    .toMatchObject({ command: 'limit' })
  const [greediest] = await scratch.host.runtime.topProcesses(name, 'memory')
  expect(greediest?.memoryBytes).toBeGreaterThan(15 * MIB)
  const all = await scratch.host.runtime.topProcesses(name, 'cpu')
  expect(all.length).toBeLessThanOrEqual(5)
  // Right after another look: still what it used since one that was longer ago.
  expect(all[0]?.cpuMillicores).toBeGreaterThan(0)
})

test('a guest that does not run has neither counters nor processes', async ({ scratch }) => {
  const name = GuestName.parse('nobody')
  expect(await scratch.host.runtime.readHits(name)).toBeNull()
  expect(await scratch.host.runtime.topProcesses(name, 'cpu')).toEqual([])
})
