import { readGuest, reportOf } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { FilesJobId, FilesRun } from './model.ts'
import { type Follow, runJob } from './run-job.ts'

export type Look = 'predict' | 'verify' | 'measure'

/**
 * Looks at the files of a guest, running or not, and changes nothing: `predict` tells what unifying would save,
 * `verify` whether all that they refer to is there, `measure` what they take, for storages that do not count.
 */
export async function lookAtFiles(
  host: Host,
  { id, kind, name }: { id: FilesJobId; kind: Look; name: GuestName },
  follow: Follow,
): Promise<FilesRun> {
  await readGuest(host, name)
  const job = kind === 'verify' ? { id, kind, guest: name, template: null } : { id, kind, guest: name }
  const run = await runJob(host, job, follow)
  await keepReport(host, { kind, name }, run)
  return run
}

/** A guest that was deleted meanwhile has no report. */
export async function keepReport(
  host: Host,
  { kind, name }: { kind: Look; name: GuestName },
  run: FilesRun,
): Promise<void> {
  if ((await host.guests.read(name)) === null) return
  const report = reportOf(run, host.now())
  await host.guests.update(name, (now) => ({ ...now, reports: { ...now.reports, [kind]: report } }))
}
