import base from './playwright.config.ts'

/** `npm run screenshots:day -w @vserver/e2e`: a day of guests in an emulated machine, and pictures of the pages over it. */
export default {
  ...base,
  testDir: './day',
  globalSetup: undefined,
  globalTeardown: undefined,
  retries: 0,
  // Its pages come out of an emulated processor.
  expect: { timeout: 120_000 },
}
