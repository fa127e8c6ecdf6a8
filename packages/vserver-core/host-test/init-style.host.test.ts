import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getGuest, reconcileGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName, type InitStyle } from '../src/guest/model.ts'
import { UNLIMITED } from '../src/limit/model.ts'
import type { TemplateId } from '../src/template/model.ts'
import { GIB } from '../src/units.ts'
import { openBootConsole } from './boot-console.ts'
import { BUILD_DEADLINE_MS, buildInitTemplates, mountInitTemplates, OPENRC, SYSV } from './init-template.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch } from './scratch.ts'
import { patient } from './slowness.ts'

const TEST_MS = patient(120_000)
const WAIT = { timeout: patient(45_000), interval: 200 }
const limit = { ...UNLIMITED, memoryBytes: GIB, processes: 512 }
let scratch: Awaited<ReturnType<typeof openScratch>>

beforeAll(async () => {
  await buildInitTemplates()
  scratch = await openScratch({
    mountTemplate: mountInitTemplates,
    brakes: { stopBurst: 1000, deleteBurst: 100 },
  })
}, BUILD_DEADLINE_MS)

afterAll(() => scratch?.close())

/** A guest whose services have come up. */
async function boot(name: GuestName): Promise<void> {
  const hasCron = async () => (await runShell(scratch.host, name, 'pgrep -x cron')).code
  await expect.poll(hasCron, WAIT).toBe(0)
}

/** Runs a command that ends the guest, with its own console. */
async function runLast(name: GuestName, command: string) {
  await runShell(scratch.host, name, command).catch(() => {})
  expect(await scratch.host.runtime.waitExit(name, WAIT.timeout), command).toBe(true)
  return scratch.host.runtime.inspect(name)
}

/** Starts the guest, which the first test that needs it makes. */
async function bootAs(name: GuestName, { style, template }: Style): Promise<void> {
  if ((await scratch.host.guests.read(name)) === null) {
    await scratch.createTiny(name, { template, initStyle: style, limit })
  } else {
    await startGuest(scratch.host, name)
  }
}

type Style = { style: InitStyle; template: TemplateId; hasLogin: boolean }

const STYLES: Record<string, Style> = {
  'Debian with sysvinit': { style: 'sysv', template: SYSV, hasLogin: true },
  'Debian with OpenRC': { style: 'openrc', template: OPENRC, hasLogin: true },
  'Debian with our own init': { style: 'plain', template: SYSV, hasLogin: false },
}

for (const [title, as] of Object.entries(STYLES)) {
  const name = GuestName.parse(`boots-${as.style}`)

  test(`${title} boots its services, and halts when it is asked to`, { timeout: TEST_MS }, async () => {
    await bootAs(name, as)
    const console = await openBootConsole(scratch.host, name)
    await boot(name)
    if (as.hasLogin) await expect.poll(console.text, WAIT).toContain(`${name} login:`)
    expect(console.text()).not.toContain('respawning too fast')
    expect(await stopGuest(scratch.host, name)).toMatchObject({ lastExit: { reason: 'halt' } })
    console.close()
  })

  test(`a reboot inside ${title} starts it again, a halt stops it`, { timeout: TEST_MS }, async () => {
    await bootAs(name, as)
    await boot(name)
    expect(await runLast(name, 'reboot')).toMatchObject({ state: 'exited', reason: 'reboot' })
    // A guest that rebooted soon after its start waits five seconds.
    await expect.poll(() => reconcileGuest(scratch.host, name), WAIT).toBe('started')
    await boot(name)
    expect(await runLast(name, 'halt')).toMatchObject({ state: 'exited', reason: 'halt' })
    expect(await reconcileGuest(scratch.host, name)).toBe('stopped')
    expect(await getGuest(scratch.host, name)).toMatchObject({ state: 'stopped', crashLoop: null })
  })

  test(`poweroff and shutdown end ${title}`, { timeout: TEST_MS }, async () => {
    for (const command of ['poweroff', 'shutdown -h now']) {
      await bootAs(name, as)
      await boot(name)
      expect(await runLast(name, command), command).toMatchObject({ reason: 'halt' })
    }
  })
}

test('OpenRC with its own init boots to its login, halts and reboots', { timeout: TEST_MS }, async () => {
  const name = GuestName.parse('openrc-init')
  await scratch.createTiny(name, { template: OPENRC, initStyle: 'openrc', limit })
  await boot(name)
  await runShell(scratch.host, name, 'rm /sbin/init')
  await stopGuest(scratch.host, name)
  await startGuest(scratch.host, name)
  const console = await openBootConsole(scratch.host, name)
  await boot(name)
  expect((await runShell(scratch.host, name, 'ps -p 1 -o args=')).output.trim()).toBe('/sbin/openrc-init')
  await expect.poll(console.text, WAIT).toContain(`${name} login:`)
  console.close()
  expect(await stopGuest(scratch.host, name)).toMatchObject({ lastExit: { reason: 'halt' } })
  await startGuest(scratch.host, name)
  await boot(name)
  expect(await runLast(name, 'openrc-shutdown --reboot now')).toMatchObject({ reason: 'reboot' })
})

test('start-up files are mended in the guest alone, and only once', { timeout: TEST_MS }, async () => {
  const name = GuestName.parse('mended')
  await scratch.createTiny(name, { template: SYSV, initStyle: 'sysv', limit })
  const read = () => runShell(scratch.host, name, 'stat -c "%a %U %i" /etc/inittab; grep getty /etc/inittab')
  const { output } = await read()
  expect(output).toMatch(/^644 root /)
  expect(output).toContain('\nco:2345:respawn:/sbin/getty --noclear --keep-baud console')
  expect(output).not.toMatch(/^[1-6]:.*tty[1-6]/m)
  await scratch.host.runtime.kill(name)
  await scratch.host.runtime.waitExit(name, WAIT.timeout)
  await startGuest(scratch.host, name)
  expect((await read()).output).toBe(output)
  const template = `${scratch.dataDir}/storage/templates/${SYSV}/rootfs/etc/inittab`
  expect(readFileSync(template, 'utf8')).toContain('\n1:2345:respawn:/sbin/getty --noclear 38400 tty1\n')
})
