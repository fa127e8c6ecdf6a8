export { type FakeHost, type FakeHostOptions, fakeHost } from './fake-host.ts'
export { readyBuild } from './fake-templates.ts'
export { CrashedError } from './faults.ts'
export { guestName, guestRecord, runningGuest, templateId, templateName, unlimited } from './fixtures.ts'
