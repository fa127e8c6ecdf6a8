import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Node-API addons and their worker tests want real processes.
  test: { include: ['test/**/*.test.ts'], pool: 'forks', testTimeout: 10_000 },
})
