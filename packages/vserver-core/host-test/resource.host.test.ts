import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { GuestOptions } from '../src/context/model.ts'
import { GuestName } from '../src/guest/model.ts'
import { getLimit, setLimit } from '../src/limit/index.ts'
import { UNLIMITED } from '../src/limit/model.ts'
import { runShell } from './run-in-guest.ts'
import { test } from './scratch.ts'

const CAP_SYS_RESOURCE = 24n

/** Root of some machines is not allowed to raise limits; what needs it is proved where it is. */
const mayRaise = ((): boolean => {
  const bound = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${bound}`) >> CAP_SYS_RESOURCE) & 1n) === 1n
})()

const limit = { ...UNLIMITED, openFiles: 256, oomBias: 300 }

test.skipIf(!mayRaise)(
  'rlimit: root of a guest raises a hard limit it has lowered, up to the limit of the guest',
  async ({ scratch }) => {
    const { host } = scratch
    const raise = (to: number) => `ulimit -n 100 && ulimit -Hn ${to} && ulimit -Hn`
    await scratch.createTiny('plain', { limit })
    expect((await runShell(host, 'plain', raise(200))).code).not.toBe(0)
    const options = GuestOptions.parse({ contextCapabilities: ['rlimit'] })
    await scratch.createTiny('raising', { limit, options })
    expect(await runShell(host, 'raising', raise(200))).toEqual({ code: 0, output: '200\n' })
    expect((await runShell(host, 'raising', raise(300))).code).not.toBe(0)
  },
)

test.skipIf(!mayRaise)(
  'a limit of processes is raised while they run, on a host that may',
  async ({ scratch }) => {
    const name = GuestName.parse('raised')
    await scratch.createTiny(name, { limit })
    const change = { openFiles: 512, oomBias: 100 }
    expect(await setLimit(scratch.host, name, change)).toMatchObject(change)
    expect(await getLimit(scratch.host, name)).toMatchObject(change)
    const { output } = await runShell(
      scratch.host,
      name,
      'sed -n "s/^Max open files *//p" /proc/1/limits; cat /proc/1/oom_score_adj',
    )
    expect(output).toMatch(/^512 +512 .*\n100\n$/)
  },
)

test('oomAdjust: a guest lowers the score of a process to 0 and no further', async ({ scratch }) => {
  const options = GuestOptions.parse({ contextCapabilities: ['oomAdjust'] })
  await scratch.createTiny('oom', { limit, options })
  const adjust = (to: number) => `echo ${to} >/proc/self/oom_score_adj && cat /proc/self/oom_score_adj`
  expect(await runShell(scratch.host, 'oom', adjust(0))).toEqual({ code: 0, output: '0\n' })
  expect((await runShell(scratch.host, 'oom', adjust(-1))).output).toMatch(/denied/i)
})
