import { defineConfig } from '@playwright/test'
import { ORIGIN } from './stack/instance.ts'

/** One worker: the machine under test is one host, and its figures are read from the kernel. */
export default defineConfig({
  testDir: './specs',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // A browser beside a kernel full of guests on two processors: what passes at the second try is printed as flaky.
  retries: process.env.CI === undefined ? 0 : 1,
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  globalSetup: './stack/set-up.ts',
  globalTeardown: './stack/tear-down.ts',
  use: {
    baseURL: ORIGIN,
    trace: 'retain-on-first-failure',
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 860 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        // A console that is drawn by WebGL has no text in the page to look for.
        '--disable-3d-apis',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
})
