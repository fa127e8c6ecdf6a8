import base from './playwright.config.ts'

/** `npm run screenshots -w @vserver/e2e`: the pictures of the README, taken from the real stack with real guests. */
export default { ...base, testDir: './screenshots', timeout: 240_000 }
