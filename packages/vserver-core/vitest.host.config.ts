import { defineConfig } from 'vitest/config'
import { LongestFirst } from './host-test/longest-first.ts'
import { patient } from './host-test/slowness.ts'

/** Real guests on this kernel; needs root and the programs of packages/native. */
export default defineConfig({
  test: {
    include: ['host-test/**/*.host.test.ts'],
    testTimeout: patient(30_000),
    hookTimeout: patient(30_000),
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
})
