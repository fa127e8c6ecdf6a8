import type { TemplateBuild } from '../host.ts'

/** What is told of a version nobody ever built. */
export const ABSENT_BUILD: TemplateBuild = {
  state: 'absent',
  percent: 0,
  step: null,
  startedAtMs: null,
  finishedAtMs: null,
  message: null,
  method: null,
  source: null,
  initStyle: null,
  checksum: null,
  files: null,
  bytes: null,
}
