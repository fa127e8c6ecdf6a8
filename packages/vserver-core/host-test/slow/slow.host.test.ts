import { expect, test } from 'vitest'
import type { SlowCause } from '../../src/slow/model.ts'
import { patient } from '../slowness.ts'
import { caseOf } from './cases.ts'
import { openStage, verdictOf } from './inject.ts'

/** Those that no other work on the machine can hide or feign; slow.table.ts has all. */
const QUICK: [SlowCause, string][] = [
  ['cpuCap', 'a task at 100 millicores'],
  ['memoryCap', 'killed at 48 MiB'],
  ['diskSpeed', 'reads at 1 MiB/s'],
  ['diskFull', 'an image of 64 MiB'],
  ['processes', 'twenty of them'],
  ['networkCap', 'four times what it may send'],
  ['neighbourCpu', 'one neighbour with a larger share'],
  ['nothing', 'a guest that sleeps'],
]

test.each(QUICK)(
  '%s is named when it slows a real guest down: %s',
  { timeout: patient(60_000) },
  async (cause, title) => {
    const verdict = await verdictOf(await openStage(), caseOf(cause, title))
    expect(verdict.cause, JSON.stringify(verdict)).toBe(cause)
  },
)
