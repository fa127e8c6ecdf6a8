import path from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: {
      '@': path.join(import.meta.dirname, 'src'),
      // Next resolves it by its own condition; outside of Next it only throws.
      'server-only': path.join(import.meta.dirname, 'src/server/testing/server-only.ts'),
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'server/**/*.test.ts'],
    globalSetup: ['src/server/testing/postgres.ts'],
    // No test leaves anything in a module but the connection to its database.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
