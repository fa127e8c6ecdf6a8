import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { DEFAULT_OPTIONS } from '../src/context/model.ts'
import { createGuest, getGuest, reconcileGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { type CreateGuestInput, GuestName } from '../src/guest/model.ts'
import { openBootConsole } from './boot-console.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'

const WAIT = { timeout: patient(15_000), interval: 50 }

function single(name: string, command: string[], stopSeconds = 30): CreateGuestInput {
  const options = { ...DEFAULT_OPTIONS, command, stopSeconds }
  return tinyInput(name, { initStyle: 'single', options })
}

const shell = (script: string): string[] => ['/bin/sh', '-c', script]

/** Its upper directory, before its first start. */
async function newGuest({ host, dataDir }: Scratch, input: CreateGuestInput): Promise<string> {
  await createGuest(host, { ...input, start: false })
  return path.join(dataDir, 'storage', 'guests', input.name, 'data/1/upper')
}

async function ended({ host }: Scratch, name: GuestName) {
  expect(await host.runtime.waitExit(name, WAIT.timeout)).toBe(true)
  return host.runtime.inspect(name)
}

test('a lone program that ends well is a guest that halted', async ({ scratch }) => {
  const name = GuestName.parse('well')
  await createGuest(scratch.host, single(name, ['/bin/true']))
  expect(await ended(scratch, name)).toMatchObject({ reason: 'halt', status: 0 })
  expect(await reconcileGuest(scratch.host, name)).toBe('stopped')
  expect(await getGuest(scratch.host, name)).toMatchObject({ state: 'stopped', failure: null })
})

test('a lone program that ends badly has failed, says its status, and is in a crash loop', async ({
  scratch,
}) => {
  const name = GuestName.parse('badly')
  await createGuest(scratch.host, single(name, shell('exit 3')))
  expect(await ended(scratch, name)).toMatchObject({ reason: 'failed', stage: 'init' })
  expect(await reconcileGuest(scratch.host, name)).toBe('noted')
  expect(await getGuest(scratch.host, name)).toMatchObject({
    state: 'failed',
    failure: 'Its init exited with status 3. It is started again after 5 seconds.',
    crashLoop: { tries: 0, nextAt: expect.any(String) },
  })
  await expect.poll(() => reconcileGuest(scratch.host, name), WAIT).toBe('started')
  expect(await ended(scratch, name)).toMatchObject({ reason: 'failed' })
  await reconcileGuest(scratch.host, name)
  expect(await getGuest(scratch.host, name)).toMatchObject({ crashLoop: { tries: 1 } })
  await stopGuest(scratch.host, name)
})

test('a lone program is pid 1, gets the signal to stop, and may take its time', async ({ scratch }) => {
  const name = GuestName.parse('lone')
  const script = 'trap "sleep 1; exit 0" TERM; echo $$ >/tmp/pid; while :; do sleep 0.1; done'
  await createGuest(scratch.host, single(name, shell(script)))
  await expect
    .poll(async () => (await runShell(scratch.host, name, 'cat /tmp/pid')).output.trim(), WAIT)
    .toBe('1')
  expect(await stopGuest(scratch.host, name)).toMatchObject({ lastExit: { reason: 'halt' } })
})

test('a lone shell has job control on the boot console', async ({ scratch }) => {
  const name = GuestName.parse('jobs')
  await createGuest(scratch.host, single(name, ['/bin/sh']))
  const console = await openBootConsole(scratch.host, name)
  console.type('case $- in *m*) echo has-"$((40 + 2))";; esac\n')
  await expect.poll(console.text, WAIT).toContain('has-42')
  console.type('sleep 1000\n')
  await expect
    .poll(async () => (await runShell(scratch.host, name, 'ps')).output, WAIT)
    .toContain('sleep 1000')
  console.type('\x03')
  console.type('echo still-"$((40 + 3))"\n')
  await expect.poll(console.text, WAIT).toContain('still-43')
  console.type('exit 0\n')
  expect(await ended(scratch, name)).toMatchObject({ reason: 'halt' })
  console.close()
})

test.for([
  ['ignores every signal', 'trap "" TERM INT PWR HUP; while :; do sleep 1; done'],
  ['forks for ever', 'while :; do (sleep 1000 &) 2>/dev/null; done'],
] as const)(
  'a program that %s is gone when its time to stop has passed',
  async ([what, script], { scratch }) => {
    const name = GuestName.parse(what.split(' ').join('-'))
    await createGuest(scratch.host, single(name, shell(script), 2))
    const begunMs = Date.now()
    expect(await stopGuest(scratch.host, name)).toMatchObject({ lastExit: { reason: 'killed' } })
    expect(Date.now() - begunMs).toBeGreaterThanOrEqual(2000)
    expect(Date.now() - begunMs).toBeLessThan(patient(10_000))
    expect(
      scratch.leftovers().filter((left) => left.includes('/sys/fs/cgroup') && left.includes(name)),
    ).toEqual([])
  },
)

const RC = `#!/bin/sh
echo "rc $1 $RUNLEVEL $PREVLEVEL" >>/root/log
[ "$1" != 2 ] || (trap "echo service ended >>/root/log; exit" TERM; while :; do sleep 0.1; done) &
[ "$1" = 2 ] || sleep 0.3
`

test('our own init runs the rc scripts in their order, and ends services after them', async ({ scratch }) => {
  const name = GuestName.parse('levels')
  const upper = await newGuest(scratch, tinyInput(name))
  mkdirSync(path.join(upper, 'etc/init.d'), { recursive: true })
  mkdirSync(path.join(upper, 'root'))
  writeFileSync(path.join(upper, 'etc/init.d/rc'), RC, { mode: 0o755 })
  const log = path.join(upper, 'root/log')
  const read = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '')
  await startGuest(scratch.host, name)
  await expect.poll(read, WAIT).toBe('rc 2 2 N\n')
  expect(await stopGuest(scratch.host, name)).toMatchObject({ lastExit: { reason: 'halt' } })
  expect(read()).toBe('rc 2 2 N\nrc 0 0 2\nservice ended\n')
})

test.for([
  ['halt', 'halt'],
  ['poweroff', 'halt'],
  ['reboot', 'reboot'],
] as const)('%s of busybox does what it says under our own init', async ([command, reason], { scratch }) => {
  const name = GuestName.parse(`plain-${command}`)
  await scratch.createTiny(name)
  await runShell(scratch.host, name, `/bin/busybox ${command}`).catch(() => {})
  expect(await ended(scratch, name)).toMatchObject({ reason })
})

test("busybox' own init halts and reboots in an orderly way", async ({ scratch }) => {
  const name = GuestName.parse('busybox-init')
  const upper = await newGuest(scratch, tinyInput(name, { initStyle: 'sysv' }))
  mkdirSync(path.join(upper, 'sbin'))
  mkdirSync(path.join(upper, 'etc'))
  mkdirSync(path.join(upper, 'root'))
  symlinkSync('/bin/busybox', path.join(upper, 'sbin/init'))
  writeFileSync(
    path.join(upper, 'etc/inittab'),
    '::sysinit:/bin/touch /tmp/up\n::shutdown:/bin/touch /root/down\ntty1::respawn:/sbin/getty 38400 tty1\n',
  )
  await startGuest(scratch.host, name)
  const isUp = async () => (await runShell(scratch.host, name, 'test -e /tmp/up')).code
  await expect.poll(isUp, WAIT).toBe(0)
  expect((await runShell(scratch.host, name, 'cat /etc/inittab')).output).toContain('\n#vserver: tty1::')
  expect(await stopGuest(scratch.host, name)).toMatchObject({ lastExit: { reason: 'halt' } })
  expect(existsSync(path.join(upper, 'root/down'))).toBe(true)
  await startGuest(scratch.host, name)
  await expect.poll(isUp, WAIT).toBe(0)
  await runShell(scratch.host, name, '/bin/busybox reboot').catch(() => {})
  expect(await ended(scratch, name)).toMatchObject({ reason: 'reboot' })
})

/** What a guest may put where a start-up file belongs; no start may follow or change it. */
const HOSTILE: Record<string, (etc: string) => void> = {
  'a link': (etc) => symlinkSync('../target', path.join(etc, 'inittab')),
  'a directory': (etc) => mkdirSync(path.join(etc, 'inittab')),
  'a link for the directory above': (etc) => symlinkSync('../..', path.join(etc, 'init.d')),
  'a directory in place of the new file': (etc) => {
    writeFileSync(path.join(etc, 'inittab'), '1:2345:respawn:/sbin/getty 38400 tty1\n')
    mkdirSync(path.join(etc, '.vserver-new'))
    writeFileSync(path.join(etc, '.vserver-new', 'full'), '')
  },
  'an endless file': (etc) => writeFileSync(path.join(etc, 'inittab'), 'getty tty1\n'.repeat(100_000)),
}

test.for(Object.entries(HOSTILE))(
  '%s in place of a start-up file stays as it is',
  async ([what, make], { scratch }) => {
    const name = GuestName.parse(`hostile-${Object.keys(HOSTILE).indexOf(what)}`)
    const upper = await newGuest(scratch, tinyInput(name, { initStyle: 'sysv' }))
    const etc = path.join(upper, 'etc')
    await mkdir(path.join(upper, 'sbin'))
    await mkdir(etc)
    symlinkSync('/bin/busybox', path.join(upper, 'sbin/init'))
    const target = 'tty1::respawn:/sbin/getty 38400 tty1\n'
    writeFileSync(path.join(upper, 'target'), target)
    make(etc)
    const before = ['inittab', 'init.d'].map((file) => describe(path.join(etc, file)))
    expect(await startGuest(scratch.host, name)).toMatchObject({ state: 'running' })
    expect(['inittab', 'init.d'].map((file) => describe(path.join(etc, file)))).toEqual(before)
    expect(readFileSync(path.join(upper, 'target'), 'utf8')).toBe(target)
  },
)

function describe(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false })
  return found === undefined ? 'absent' : `${found.ino} ${found.mode} ${found.size}`
}
