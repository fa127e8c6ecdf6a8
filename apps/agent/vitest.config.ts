import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { dir: 'src', isolate: false, testTimeout: 10_000 } })
