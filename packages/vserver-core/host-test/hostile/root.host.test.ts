import path from 'node:path'
import { expect } from 'vitest'
import { VserverError } from '../../src/errors.ts'
import { discardGuest } from '../../src/guest/discard.ts'
import { killGuest, startGuest } from '../../src/guest/index.ts'
import { type Guest, GuestName, type InitStyle } from '../../src/guest/model.ts'
import { guestGroups } from '../kernel-view.ts'
import { runInGuest } from '../run-in-guest.ts'
import { type Scratch, test } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { Canary, clearUpper, OBJECTS, plant } from './plant.ts'

const PLACES: { place: string; initStyle?: InitStyle }[] = [
  { place: 'proc' },
  { place: 'dev' },
  { place: 'dev/pts' },
  { place: 'dev/pts/ptmx' },
  { place: 'dev/console' },
  { place: 'sys' },
  { place: 'sys/fs/cgroup' },
  { place: 'run' },
  { place: 'tmp' },
  { place: 'etc' },
  { place: 'etc/hostname' },
  { place: 'sbin/init', initStyle: 'sysv' },
  { place: 'root' },
]

/** A refusal says which step failed or what is wrong; it is no fault of the broker. */
function expectClear(error: unknown, what: string): void {
  expect(error, what).toBeInstanceOf(VserverError)
  if (!(error instanceof VserverError)) return
  expect(
    ['NATIVE_FAILED', 'INVALID_STATE', 'INVALID_INPUT', 'NOT_FOUND'],
    `${what}: ${error.message}`,
  ).toContain(error.code)
  expect(error.message, what).toMatch(/refused the step [a-z-]+ \(E[A-Z]+\)|init|root file system/i)
}

/** What is there works, and is the kernel's own and not what was planted. */
async function expectSound(scratch: Scratch, name: string, what: string): Promise<void> {
  const script =
    'cat /proc/self/comm; [ -c /dev/null ] && [ -c /dev/pts/ptmx ] && [ -d /sys/fs/cgroup ] && echo sound'
  const { output } = await runInGuest(scratch.host, name, ['/bin/busybox', 'sh', '-c', script])
  expect(output, what).toMatch(/sound\s*$/)
}

async function startHostile(scratch: Scratch, guest: Guest, what: string, isInit: boolean): Promise<void> {
  const before = guestGroups(scratch.instance)
  let error: unknown = null
  await startGuest(scratch.host, guest.name).catch((caught: unknown) => {
    error = caught
  })
  if (error !== null) {
    expectClear(error, what)
    expect(guestGroups(scratch.instance), what).toEqual(before)
    return
  }
  // An init that is not one may have ended the guest at once.
  if (!isInit) await expectSound(scratch, guest.name, what)
  await killGuest(scratch.host, guest.name).catch((caught: VserverError) =>
    expect(caught.code, what).toBe('INVALID_STATE'),
  )
}

test.for(PLACES)(
  'a guest with a hostile /$place starts safely or says why not',
  { timeout: patient(60_000) },
  async ({ place, initStyle }, { scratch }) => {
    const canary = new Canary(scratch)
    const bystander = await scratch.createTiny('bystander')
    const guest = await scratch.createTiny('hostile', { start: false, ...(initStyle ? { initStyle } : {}) })
    const seen = await scratch.host.runtime.inspect(bystander.name)
    for (const object of Object.keys(OBJECTS)) {
      const what = `${object} at ${place}`
      plant(scratch, guest.name, place, object, canary)
      await startHostile(scratch, guest, what, initStyle !== undefined)
      expect(canary.untouched, what).toBe(true)
      clearUpper(scratch, guest.name)
    }
    expect(await scratch.host.runtime.inspect(bystander.name)).toEqual(seen)
    for (const { name } of [guest, bystander]) await discardGuest(scratch.host, GuestName.parse(name))
    expect(scratch.leftovers().filter((entry) => path.basename(entry) !== 'bin')).toEqual([])
  },
)
