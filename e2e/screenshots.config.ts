import base from './playwright.config.ts'

/**
 * `npm run screenshots -w @vserver/e2e`: the pictures of the README, taken from the real stack with real guests; those
 * of samples.spec.ts only where VSERVER_SAMPLES_MINUTES says for how long the guests are to have run before.
 */
export default { ...base, testDir: './screenshots', timeout: 240_000 }
