import { expect, test } from 'vitest'
import type { SlowCause } from '../../src/slow/model.ts'
import { patient } from '../slowness.ts'
import { CASES, caseOf } from './cases.ts'
import { openStage, verdictOf } from './inject.ts'
import { rowOf } from './row.ts'

/** Those that no other work on the machine can hide or feign; slow.table.ts has all. */
const QUICK: [SlowCause, string][] = [
  ['cpuCap', 'a task at 100 millicores'],
  ['memoryCap', 'killed at 48 MiB'],
  ['diskSpeed', 'reads at 1 MiB/s'],
  ['diskFull', 'an image of 64 MiB'],
  ['processes', 'twenty of them'],
  ['networkCap', 'four times what it may send'],
  ['hostMemory', 'files in the cache beside a neighbour that keeps memory'],
  ['neighbourCpu', 'one neighbour with a larger share'],
  ['nothing', 'a guest that sleeps'],
]
/** What differs by kernel makes its line of docs/slow.md here too. */
const TOLD: readonly SlowCause[] = ['memorySoft', 'hostMemory']
/** Those that cannot be had everywhere: all of them where they can. */
const RARE = CASES.filter(({ cause }) => cause === 'memorySoft')

test.each([...QUICK, ...RARE.map(({ cause, title }) => [cause, title] as const)])(
  '%s is named when it slows a real guest down: %s',
  { timeout: patient(60_000) },
  async (cause, title) => {
    const injected = caseOf(cause, title)
    const verdict = await verdictOf(await openStage(), injected)
    if (TOLD.includes(cause)) process.stdout.write(`${JSON.stringify(rowOf({ injected, verdict }))}\n`)
    expect(verdict.cause, JSON.stringify(verdict)).toBe(cause)
  },
)
