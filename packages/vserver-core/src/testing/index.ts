export { type FakeHost, type FakeHostOptions, fakeHost } from './fake-host.ts'
export { CrashedError } from './faults.ts'
export { guestName, guestRecord, runningGuest, templateId, unlimited } from './fixtures.ts'
