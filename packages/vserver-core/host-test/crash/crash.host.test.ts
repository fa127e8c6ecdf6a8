import { test as base, expect } from 'vitest'
import { patient } from '../slowness.ts'
import { type CrashBench, crashAt, OPERATIONS, openCrashBench, runUndisturbed } from './crash.ts'

/** Every step is in the table (`npm run crashes`); here so many of each operation. */
const SAMPLES = Number(process.env.VSERVER_CRASH_SAMPLES ?? 2)

const test = base.extend<{ crashes: CrashBench }>({
  crashes: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const bench = await openCrashBench()
      await use(bench)
      await bench.close()
    },
    { scope: 'file' },
  ],
})

for (const operation of OPERATIONS)
  test(`${operation.title} that is killed leaves the old files or the new, and can be done again`, {
    timeout: patient(120_000),
  }, async ({ crashes }) => {
    const plan = await runUndisturbed(crashes, operation)
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const step = 1 + Math.floor((sample * plan.steps) / SAMPLES)
      const crash = await crashAt(crashes, operation, plan, step)
      expect(crash).toEqual({
        ...{ step, outcome: expect.stringMatching(/^(old|new)$/), problems: 0 },
        ...{ isRepeated: true, isEqual: true, differences: [], orphans: 0 },
      })
    }
  })
