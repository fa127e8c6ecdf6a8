import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect } from 'vitest'
import {
  ADDITIONAL_CAPABILITIES,
  DEFAULT_CAPABILITIES,
  DEFAULT_OPTIONS,
  type GuestOptions,
} from '../src/context/model.ts'
import { discardGuest } from '../src/guest/discard.ts'
import { GuestName } from '../src/guest/model.ts'
import { optionsToWire } from '../src/linux/wire.ts'
import { installProgram } from './guest-program.ts'
import { buildProgram } from './programs.ts'
import { runInGuest, runShell } from './run-in-guest.ts'
import { test as base, type Scratch } from './scratch.ts'

type Change = GuestOptions['capabilities']
type Name = (typeof DEFAULT_CAPABILITIES)[number] | (typeof ADDITIONAL_CAPABILITIES)[number]

/**
 * Those whose effect cannot be seen in a user namespace: the kernel asks for them in the host's only, or nowhere.
 * Source: capable() against ns_capable() in Linux 6.18.
 */
const WITHOUT_EFFECT = new Set<Name>([
  'SYS_TTY_CONFIG',
  'LEASE',
  'AUDIT_WRITE',
  'LINUX_IMMUTABLE',
  'NET_BROADCAST',
  'MKNOD',
])
/** A stronger one would do the same. */
const COVERED_BY: Partial<Record<Name, (typeof DEFAULT_CAPABILITIES)[number]>> = {
  DAC_READ_SEARCH: 'DAC_OVERRIDE',
}

const test = base.extend<{ program: string }>({
  program: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => use(buildProgram('capability')),
    { scope: 'file' },
  ],
})

async function startWith(scratch: Scratch, program: string, name: string, capabilities: Change) {
  await scratch.createTiny(name, { options: { ...DEFAULT_OPTIONS, capabilities }, start: true })
  installProgram(scratch, name, program)
  const root = path.join(scratch.dataDir, 'storage', 'guests', name, 'data/1/upper', 'root')
  mkdirSync(root, { recursive: true })
  for (const [file, uid] of [
    ['foreign', 1],
    ['group', 0],
  ] as const) {
    writeFileSync(path.join(root, file), '', { mode: 0o600 })
    chownSync(path.join(root, file), uid, 1)
  }
}

const act = (scratch: Scratch, guest: string, name: string) =>
  runInGuest(scratch.host, guest, ['/capability', name])

/** The bounds of pid 1 and of the console, as the guest sees them, and as the state file has them. */
async function boundsOf(scratch: Scratch, guest: string): Promise<bigint[]> {
  const { output } = await runShell(scratch.host, guest, 'cat /proc/1/status /proc/self/status')
  const state = readFileSync(path.join(scratch.runDir, 'guests', guest, 'state'), 'utf8')
  const told = [...output.matchAll(/^Cap(?:Bnd|Prm|Eff):\t(\w+)$/gm), /^bcaps=(\w+)$/m.exec(state)]
  return told.map((match) => BigInt(`0x${match?.[1]}`))
}

/** Bounding, permitted and effective set of both, and the file. */
const sevenTimes = (change: Change): bigint[] => {
  const { bcaps } = optionsToWire({ ...DEFAULT_OPTIONS, capabilities: change })
  return Array<bigint>(7).fill(BigInt(bcaps))
}

describe('a capability', () => {
  test.for([...DEFAULT_CAPABILITIES])(
    'taken away is missing in pid 1 and in consoles: %s',
    async (name, { scratch, program }) => {
      const guest = `minus-${name.toLowerCase().replaceAll('_', '-')}`
      const covering = COVERED_BY[name]
      const change: Change = { add: [], remove: covering ? [name, covering] : [name] }
      await startWith(scratch, program, guest, change)
      expect(await boundsOf(scratch, guest)).toEqual(sevenTimes(change))
      if (!WITHOUT_EFFECT.has(name)) {
        const { code, output } = await act(scratch, guest, name)
        expect(output).toMatch(/not permitted|permission denied/i)
        expect(code).toBe(1)
      }
      await discardGuest(scratch.host, GuestName.parse(guest))
    },
  )

  test.for([...ADDITIONAL_CAPABILITIES])(
    'granted is there in pid 1 and in consoles: %s',
    async (name, { scratch, program }) => {
      const guest = `plus-${name.toLowerCase().replaceAll('_', '-')}`
      const change: Change = { add: [name], remove: [] }
      await startWith(scratch, program, guest, change)
      expect(await boundsOf(scratch, guest)).toEqual(sevenTimes(change))
      if (!WITHOUT_EFFECT.has(name)) {
        expect(await act(scratch, guest, name)).toEqual({ code: 0, output: 'done\n' })
      }
      await discardGuest(scratch.host, GuestName.parse(guest))
    },
  )
})

test('by default a guest can do what the secure set says, and no more', async ({ scratch, program }) => {
  await startWith(scratch, program, 'secure', { add: [], remove: [] })
  for (const name of DEFAULT_CAPABILITIES.filter((each) => !WITHOUT_EFFECT.has(each))) {
    expect(await act(scratch, 'secure', name), name).toEqual({ code: 0, output: 'done\n' })
  }
  for (const name of ADDITIONAL_CAPABILITIES.filter((each) => !WITHOUT_EFFECT.has(each))) {
    const { code, output } = await act(scratch, 'secure', name)
    expect([name, code, output]).toEqual([name, 1, expect.stringMatching(/not permitted|denied/i)])
  }
})

test('a guest with SYS_ADMIN mounts, but cannot undo what was mounted for it', async ({
  scratch,
  program,
}) => {
  await startWith(scratch, program, 'admin', { add: ['SYS_ADMIN', 'NET_ADMIN', 'MKNOD'], remove: [] })
  const mounts = 'mount -t tmpfs none /tmp && mount --bind /root /tmp && umount /tmp && umount /tmp'
  expect(await runShell(scratch.host, 'admin', mounts)).toMatchObject({ code: 0 })
  const attacks = [
    'umount /proc/sys',
    'umount -l /proc',
    'umount -l /dev',
    'mount -o remount,bind,rw /proc/sys',
    'mount -o remount,bind,rw /sys',
    'mkdir -p /tmp/p && mount --bind /proc /tmp/p && echo 1 >/tmp/p/sys/vm/drop_caches',
    'unshare -U true',
    'unshare -m umount /proc/sys',
    'mknod /root/disk b 8 0',
    'mount -t sysfs none /tmp && echo 0 >/tmp/kernel/mm/ksm/run',
  ]
  for (const attack of attacks) {
    const { code, output } = await runShell(scratch.host, 'admin', attack)
    expect(output, attack).toMatch(
      /not permitted|permission denied|invalid argument|no space left|read-only/i,
    )
    expect(code, attack).toBeGreaterThan(0)
  }
})

test('the log of a guest is empty, and the one of the host is not shown', async ({ scratch }) => {
  await scratch.createTiny('log')
  expect(await runShell(scratch.host, 'log', 'busybox dmesg; busybox dmesg -c; busybox dmesg -n 1')).toEqual({
    code: 0,
    output: '',
  })
  const waiting = await runShell(scratch.host, 'log', 'busybox cat /dev/kmsg /proc/kmsg')
  expect(waiting.code).toBe(1)
})
