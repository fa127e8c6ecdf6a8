import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { type ContextCapability, DEFAULT_OPTIONS } from '../src/context/model.ts'
import { discardGuest } from '../src/guest/discard.ts'
import type { CreateGuestInput } from '../src/guest/model.ts'
import { GuestName } from '../src/guest/model.ts'
import { setLimit } from '../src/limit/index.ts'
import { installProgram } from './guest-program.ts'
import { buildProgram } from './programs.ts'
import { runInGuest, runShell } from './run-in-guest.ts'
import { test as base, type Scratch, TINY_LIMIT } from './scratch.ts'
import { patient } from './slowness.ts'

const REFUSED = /^(operation not permitted|no such file or directory)\n$/i
const DONE = { code: 0, output: 'done\n' }

const test = base.extend<{ program: string }>({
  program: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => use(buildProgram('context-capability')),
    { scope: 'file' },
  ],
})

/** A guest with these context capabilities and its program; gone at the end of the file. */
async function start(
  scratch: Scratch,
  program: string,
  name: string,
  contextCapabilities: ContextCapability[],
  change: Partial<CreateGuestInput> = {},
): Promise<(...argv: string[]) => ReturnType<typeof runInGuest>> {
  const options = { ...DEFAULT_OPTIONS, ...change.options, contextCapabilities }
  await scratch.createTiny(name, { ...change, options })
  installProgram(scratch, name, program)
  return (...argv) => runInGuest(scratch.host, name, ['/context-capability', ...argv])
}

function supervisorOf(scratch: Scratch, guest: string): number {
  const state = readFileSync(path.join(scratch.runDir, 'guests', guest, 'state'), 'utf8')
  return Number(/^supervisor_pid=(\d+)$/m.exec(state)?.[1])
}

/** What it is when it has been the same for a while: a start may still be closing something. */
async function settled(read: () => number): Promise<number> {
  let [last, same] = [read(), 0]
  const isSame = () => {
    const now = read()
    same = now === last ? same + 1 : 0
    last = now
    return same === 10
  }
  await until(isSame, 'rest')
  return last
}

async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadlineMs = Date.now() + patient(20_000)
  while (!(await condition())) {
    if (Date.now() > deadlineMs) throw new Error(`${what} did not come`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const hostnameOf = async (scratch: Scratch, guest: string): Promise<string> =>
  (await runShell(scratch.host, guest, 'hostname')).output.trim()

test('without context capabilities a guest is refused all that they do', async ({ scratch, program }) => {
  const act = await start(scratch, program, 'none', [])
  const acts = [['hostname', 'other'], ['domainname', 'other'], ['ping'], ['icmp6'], ['tun', 'tun0']]
  for (const argv of acts) {
    const { code, output } = await act(...argv)
    expect([argv, code, output]).toEqual([argv, 1, expect.stringMatching(REFUSED)])
  }
  expect((await runShell(scratch.host, 'none', 'mount -t tmpfs none /tmp')).output).toMatch(
    /denied|permitted/,
  )
})

test('a context capability that this host cannot do refuses the start by its name', async ({
  scratch,
  program,
}) => {
  const able = (await scratch.host.info()).contextCapabilities
  expect(able).toEqual(expect.arrayContaining(['hostname', 'rawIcmp', 'mount', 'oomAdjust']))
  if (able.includes('rlimit')) return
  await expect(start(scratch, program, 'unable', ['rlimit'])).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: 'This host cannot do the context capability rlimit for its guests.',
    cause: { stage: 'ccaps:rlimit' },
  })
})

test('hostname: root of the guest renames it, from consoles and from what its init started', async ({
  scratch,
  program,
}) => {
  const act = await start(scratch, program, 'names', ['hostname'], {
    initStyle: 'single',
    options: {
      ...DEFAULT_OPTIONS,
      command: ['/bin/sh', '-c', 'hostname by-init; while :; do sleep 1000; done'],
    },
  })
  await until(async () => (await hostnameOf(scratch, 'names')) === 'by-init', 'the name that init sets')
  expect(await act('hostname', 'by-console')).toEqual(DONE)
  expect(await act('domainname', 'domain.example')).toEqual(DONE)
  const { output } = await runShell(
    scratch.host,
    'names',
    'cat /proc/sys/kernel/hostname /proc/sys/kernel/domainname',
  )
  expect(output).toBe('by-console\ndomain.example\n')
  const refusals: [string[], RegExp][] = [
    [['hostname-long'], /invalid argument/i],
    [['hostname-nowhere'], /bad address/i],
    [['hostname-user', 'by-user'], /not permitted/i],
    [['ping'], /not permitted/i],
  ]
  for (const [argv, reason] of refusals) expect((await act(...argv)).output).toMatch(reason)
  expect(await hostnameOf(scratch, 'names')).toBe('by-console')
})

/** Programs that the broker has started for consoles and that have not ended. */
function consolesOf({ broker }: Scratch): string[] {
  const children = readFileSync(`/proc/${broker.pid}/task/${broker.pid}/children`, 'utf8').trim().split(' ')
  return children.filter((pid) => {
    const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
    return status.startsWith('Name:\tvs-console\n') && !status.includes('State:\tZ')
  })
}

const socketsOf = ({ runDir }: Scratch): string[] => readdirSync(path.join(runDir, 'consoles'))

test('what a console has left behind is still answered, and then nobody waits for it', async ({
  scratch,
  program,
}) => {
  await start(scratch, program, 'daemon', ['hostname'])
  const [others, otherSockets] = [consolesOf(scratch), socketsOf(scratch)]
  const script = 'trap "" HUP; (while ! test -e /tmp/go; do sleep 0.05; done; hostname by-daemon) & true'
  expect(await runShell(scratch.host, 'daemon', script)).toMatchObject({ code: 0 })
  const [server] = consolesOf(scratch).filter((pid) => !others.includes(pid))
  const [socket] = socketsOf(scratch).filter((name) => !otherSockets.includes(name))
  if (server === undefined || socket === undefined) throw new Error('no console')
  await until(() => !socketsOf(scratch).includes(socket), 'the end of the console')
  expect(consolesOf(scratch)).toContain(server)
  await runShell(scratch.host, 'daemon', 'touch /tmp/go')
  await until(
    async () => (await hostnameOf(scratch, 'daemon')) === 'by-daemon',
    'the name that the daemon sets',
  )
  await until(() => !consolesOf(scratch).includes(server), 'the end of what answered the daemon')
})

test('rawIcmp: root of the guest pings, and sends nothing but ICMP', async ({ scratch, program }) => {
  const act = await start(scratch, program, 'icmp', ['rawIcmp'])
  expect(await act('ping')).toEqual(DONE)
  expect(await act('icmp6')).toEqual(DONE)
  for (const attack of ['raw-udp', 'forge']) {
    expect(await act(attack)).toEqual({ code: 1, output: 'Operation not permitted\n' })
  }
})

test('mount: a guest mounts tmpfs and binds without device nodes and setuid bits', async ({
  scratch,
  program,
}) => {
  await start(scratch, program, 'mounts', ['mount'])
  const shell = (script: string) => runShell(scratch.host, 'mounts', script)
  expect(await shell('mkdir /tmp/t /tmp/b && mount -t tmpfs -o size=64k,mode=0700 none /tmp/t')).toEqual({
    code: 0,
    output: '',
  })
  const { output: table } = await shell('grep /tmp/ /proc/mounts')
  expect(table).toMatch(/^none \/tmp\/t tmpfs rw,nosuid,nodev,relatime,size=64k,mode=700/m)
  expect((await shell('dd if=/dev/zero of=/tmp/t/big bs=1k count=128')).output).toMatch(/no space left/i)
  expect(
    await shell('mount -o bind /root /tmp/b && touch /tmp/b/through && test -e /root/through'),
  ).toMatchObject({
    code: 0,
  })
  expect(await shell('mount -o remount,bind,ro /tmp/b')).toEqual({ code: 0, output: '' })
  expect((await shell('touch /tmp/b/again')).output).toMatch(/read-only/i)
  expect((await shell('grep /tmp/b /proc/mounts')).output).toMatch(/ ro,nosuid,nodev/)
  expect(await shell('cd /tmp && umount b && umount t && ! grep /tmp/ /proc/mounts')).toEqual({
    code: 0,
    output: '',
  })
})

test('mount: what was mounted for the guest stays as it is, and nothing else is mounted', async ({
  scratch,
  program,
}) => {
  await start(scratch, program, 'locked', ['mount'])
  const attacks = [
    'umount /proc/sys',
    'umount -l /proc',
    'umount -l /sys',
    'umount -l /',
    'mount -o remount,bind,rw /proc/sys',
    'mount -o remount,bind,ro /',
    '/context-capability remount /root',
    '/context-capability remount /',
    '/context-capability remount /tmp',
    'mount -o remount,size=1g none /tmp',
    'mount -t proc none /tmp',
    'mount -t sysfs none /tmp',
    'mount -t overlay -o lowerdir=/bin,upperdir=/root,workdir=/tmp none /tmp',
    'mount --move /tmp /root',
    'mount --make-shared /',
    'mkdir -p /tmp/p && mount -o bind /proc /tmp/p',
    'mount -o bind /proc/1/root /tmp',
    'mount -o bind /proc/self/ns/net /proc/cpuinfo',
    'mkdir -p /tmp/d && mount -o rbind /dev /tmp/d && echo >/tmp/d/null',
    'ln -s /proc/sys /tmp/link && umount /tmp/link',
    'mkdir -p /tmp/s && mount -o rbind /proc /tmp/s && echo 1 >/tmp/s/sys/vm/drop_caches',
  ]
  for (const attack of attacks) {
    const { code, output } = await runShell(scratch.host, 'locked', attack)
    expect(output, attack).toMatch(
      /not permitted|permission denied|invalid argument|too many.*links|not found|no such|read-only/i,
    )
    expect(code, attack).toBeGreaterThan(0)
  }
})

test('mount: a guest cannot fill the kernel with mounts', async ({ scratch, program }) => {
  await start(scratch, program, 'many', ['mount'])
  const script = 'mkdir /tmp/m; while mount -t tmpfs none /tmp/m; do :; done; grep -c . /proc/self/mountinfo'
  const { output } = await runShell(scratch.host, 'many', script)
  expect(output).toMatch(/no space left/i)
  expect(Number(output.trim().split('\n').at(-1))).toBe(256)
})

test('tun: a guest has one tun device of its own and can make no other', async ({ scratch, program }) => {
  const act = await start(scratch, program, 'tunnel', ['tun'])
  expect(await act('tun', 'tun0')).toEqual(DONE)
  expect(await act('tun', 'tun1')).toEqual({ code: 1, output: 'Operation not permitted\n' })
  expect(
    (await runShell(scratch.host, 'tunnel', 'cat /sys/class/net/tun0/owner /proc/net/dev')).output,
  ).toMatch(/^0\n[\s\S]*tun0:/)
  await discardGuest(scratch.host, GuestName.parse('tunnel'))
})

test('what is done is what was judged, though another thread rewrites the arguments', async ({
  scratch,
  program,
}) => {
  const act = await start(scratch, program, 'race', ['hostname', 'mount'])
  for (const race of ['race-hostname', 'race-mount']) {
    const { code, output } = await act(race)
    expect([race, code, output]).toEqual([race, 0, expect.stringMatching(/^\d+ of \d+, done\n$/)])
  }
})

test('callers that are killed while they are served leave nothing open and nothing running', async ({
  scratch,
  program,
}) => {
  const act = await start(scratch, program, 'dying', ['hostname', 'rawIcmp'])
  const supervisor = supervisorOf(scratch, 'dying')
  const descriptors = (): number => readdirSync(`/proc/${supervisor}/fd`).length
  const before = await settled(descriptors)
  expect(await act('die')).toEqual(DONE)
  await until(() => descriptors() === before, 'the end of all that was opened')
  expect(await act('hostname', 'alive')).toEqual(DONE)
  const processes = async () => (await runShell(scratch.host, 'dying', 'ls -d /proc/[0-9]* | wc -l')).output
  expect(Number(await processes())).toBeLessThan(8)
})

test('a guest that asks without end is slowed down, and others are answered', async ({
  scratch,
  program,
}) => {
  await start(scratch, program, 'flood', ['hostname'], {
    initStyle: 'single',
    options: {
      ...DEFAULT_OPTIONS,
      command: [
        '/bin/sh',
        '-c',
        'while ! test -x /context-capability; do sleep 0.1; done; exec /context-capability flood 20',
      ],
    },
  })
  const calm = await start(scratch, program, 'calm', ['hostname'])
  await until(async () => (await hostnameOf(scratch, 'flood')) === 'flood', 'the flood')
  const supervisor = supervisorOf(scratch, 'flood')
  const cpuTicks = (): number => {
    const fields = readFileSync(`/proc/${supervisor}/stat`, 'utf8').split(') ')[1]?.split(' ')
    return Number(fields?.[11]) + Number(fields?.[12])
  }
  const slowedDown = async (): Promise<boolean> => {
    const [ticks, begunMs] = [cpuTicks(), Date.now()]
    for (let i = 0; i < 3; i++) expect(await calm('hostname', `calm${i}`)).toEqual(DONE)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    return (cpuTicks() - ticks) * 10 < (Date.now() - begunMs) / 4
  }
  await until(slowedDown, 'a supervisor at less than a quarter of a CPU')
  expect(readdirSync(`/proc/${supervisor}/fd`).length).toBeLessThan(40)
  await discardGuest(scratch.host, GuestName.parse('flood'))
})

/** Without it nobody is held at a score, and no limit is lifted. Source: capabilities(7), CAP_SYS_RESOURCE. */
const hasResource =
  (BigInt(`0x${/^CapEff:\s+(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}`) >> 24n) & 1n

test('oomAdjust: processes lower their score below the bias of the guest, never below 0', async ({
  scratch,
  program,
}) => {
  const limit = { ...TINY_LIMIT, oomBias: 300 }
  await start(scratch, program, 'adjust', ['oomAdjust'], { limit })
  const set = (score: number) =>
    runShell(scratch.host, 'adjust', `cat /proc/self/oom_score_adj; echo ${score} >/proc/self/oom_score_adj`)
  expect(await set(0)).toEqual({ code: 0, output: '300\n' })
  expect((await set(-1)).output).toMatch(/denied/i)
  await setLimit(scratch.host, GuestName.parse('adjust'), { oomBias: 200 })
  expect(await set(0)).toEqual({ code: 0, output: '200\n' })
  expect((await set(-1)).output).toMatch(/denied/i)
  const lowered = 'echo 0 >/proc/self/oom_score_adj && cat /proc/self/oom_score_adj'
  expect(await runShell(scratch.host, 'adjust', `sh -c '${lowered}'`)).toMatchObject({ code: 0 })
})

test.skipIf(!hasResource)(
  'without oomAdjust no process is spared more than its guest',
  async ({ scratch, program }) => {
    await start(scratch, program, 'biased', [], { limit: { ...TINY_LIMIT, oomBias: 300 } })
    const { code, output } = await runShell(scratch.host, 'biased', 'echo 299 >/proc/self/oom_score_adj')
    expect(output).toMatch(/denied/i)
    expect(code).toBeGreaterThan(0)
  },
)

const NOFILE = '7'

test.skipIf(!hasResource)(
  'rlimit: root of the guest raises a hard limit up to what the guest has, nobody else does',
  async ({ scratch, program }) => {
    await start(scratch, program, 'raise', ['rlimit'], { limit: { ...TINY_LIMIT, openFiles: 4096 } })
    const limit = (before: string, ...argv: string[]) =>
      runShell(scratch.host, 'raise', `${before}; /context-capability limit ${argv.join(' ')}`)
    const lowered = 'ulimit -n 100'
    expect(await limit(lowered, '0', NOFILE, '50', '4096')).toEqual(DONE)
    expect((await limit(lowered, '0', NOFILE, '50', '4097')).output).toMatch(/not permitted/i)
    expect((await limit(lowered, '0', NOFILE, '60', '50')).output).toMatch(/invalid argument/i)
    expect(await limit('sleep 100 & sleep 0', '$!', NOFILE, '10', '20')).toMatchObject({ code: 0 })
    expect((await limit(lowered, '54321', NOFILE, '10', '20')).output).toMatch(/no such process/i)
    const asUser = `${lowered}; /context-capability limit-user 0 ${NOFILE}`
    expect((await runShell(scratch.host, 'raise', `${asUser} 50 101`)).output).toMatch(/not permitted/i)
    expect(await runShell(scratch.host, 'raise', `${asUser} 50 99`)).toEqual(DONE)
    expect((await runShell(scratch.host, 'raise', `${lowered}; ulimit -n 90; ulimit -Hn`)).output).toBe(
      '90\n',
    )
  },
)

test.skipIf(!hasResource)('without rlimit a hard limit is not raised', async ({ scratch, program }) => {
  await start(scratch, program, 'lowered', [], { limit: { ...TINY_LIMIT, openFiles: 4096 } })
  const script = `ulimit -n 100; /context-capability limit 0 ${NOFILE} 50 4096`
  expect((await runShell(scratch.host, 'lowered', script)).output).toMatch(/not permitted/i)
})
