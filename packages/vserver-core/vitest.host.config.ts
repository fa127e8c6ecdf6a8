import { defineConfig } from 'vitest/config'

/** Real guests on this kernel; needs root and the programs of packages/native. */
export default defineConfig({
  test: {
    include: ['host-test/**/*.host.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
})
