import { defineConfig } from 'vitest/config'

/** Writes the tables in docs; beside guests it needs the peers it compares with, where they are installed. */
export default defineConfig({
  test: { include: ['host-test/**/*.table.ts'], testTimeout: 600_000, maxWorkers: 1, reporters: ['dot'] },
})
