import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGuest, getGuest, restartGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { UNLIMITED } from '../src/limit/model.ts'
import { GIB } from '../src/units.ts'
import { BUILD_DEADLINE_MS, buildDebian, DEBIAN, isDebianCached, mountDebian } from './debian-template.ts'
import { expectRefused } from './refused.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, tinyInput } from './scratch.ts'

/** systemd says "running" some seconds after its first process has begun; a busy machine takes longer. */
const BOOT_DEADLINE_MS = 60_000
const POLL_MS = 500
const name = GuestName.parse('debian')
let scratch: Awaited<ReturnType<typeof openScratch>>

beforeAll(async () => {
  if (!isDebianCached()) await buildInOwnInstance()
  scratch = await openScratch({ mountTemplate: mountDebian })
  const limit = { ...UNLIMITED, memoryBytes: GIB, processes: 512 }
  await createGuest(scratch.host, tinyInput(name, { template: DEBIAN, initStyle: 'systemd', limit }))
}, BUILD_DEADLINE_MS)

afterAll(() => scratch?.close())

async function buildInOwnInstance(): Promise<void> {
  const builder = await openScratch()
  try {
    await buildDebian(builder.host, `${builder.dataDir}/storage`)
  } finally {
    await builder.close()
  }
}

/** What systemd says in the end, with the units that failed. */
async function bootOutcome(): Promise<string> {
  const deadlineMs = Date.now() + BOOT_DEADLINE_MS - 10_000
  for (;;) {
    const { output } = await runShell(scratch.host, name, 'systemctl is-system-running 2>&1')
    const state = output.trim()
    const isSettled = state === 'running' || state === 'degraded' || Date.now() > deadlineMs
    if (state === 'running') return state
    if (isSettled)
      return state + (await runShell(scratch.host, name, 'systemctl --failed --no-legend')).output
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

test('Debian boots with all its units', { timeout: BOOT_DEADLINE_MS }, async () => {
  expect(await bootOutcome()).toBe('running')
  const script = 'id -u; hostname; cat /proc/uptime; ls /proc | grep -c "^[0-9]"'
  const [uid, hostname, uptime, processes] = (await runShell(scratch.host, name, script)).output.split('\n')
  expect([uid, hostname]).toEqual(['0', 'debian'])
  expect(Number(uptime?.split(' ')[0])).toBeLessThan(BOOT_DEADLINE_MS / 1000)
  expect(Number(processes)).toBeLessThan(40)
})

const ATTACKS: [string, RegExp][] = [
  ['umount /proc/sys', /not permitted|superuser/i],
  ['mknod /root/device b 8 0', /not permitted/i],
  ['unshare -U true', /no space left|not permitted/i],
  ['mount -t tmpfs none /mnt', /denied|not permitted|superuser/i],
]

test('root of Debian cannot reach beyond it', { timeout: BOOT_DEADLINE_MS }, async () => {
  for (const [attack, reason] of ATTACKS) {
    expectRefused(await runShell(scratch.host, name, attack), reason, attack)
  }
})

test('Debian halts and restarts in an orderly way', { timeout: 2 * BOOT_DEADLINE_MS }, async () => {
  expect(await bootOutcome()).toBe('running')
  expect(await stopGuest(scratch.host, name)).toMatchObject({ lastExit: { reason: 'halt' } })
  await restartGuest(scratch.host, name)
  expect(await bootOutcome()).toBe('running')
  expect(await getGuest(scratch.host, name)).toMatchObject({ state: 'running' })
})

test('Debian that is asked to halt in its first moment does so, and quickly', {
  timeout: BOOT_DEADLINE_MS,
}, async () => {
  await stopGuest(scratch.host, name)
  await startGuest(scratch.host, name)
  await scratch.host.runtime.stop(name)
  expect(await scratch.host.runtime.waitExit(name, BOOT_DEADLINE_MS / 2)).toBe(true)
  expect(await scratch.host.runtime.inspect(name)).toMatchObject({ state: 'exited', reason: 'halt' })
})
