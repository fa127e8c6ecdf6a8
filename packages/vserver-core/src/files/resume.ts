import { VserverError } from '../errors.ts'
import { finishFiles } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { keepReport } from './look.ts'
import type { FilesJobId, FilesKind, FilesRun } from './model.ts'
import { type Follow, requireDone } from './run-job.ts'

/** Goes on with a job that an earlier agent began; the host may have forgotten it. */
export async function resumeJob(
  host: Host,
  { id, kind, name }: { id: FilesJobId; kind: FilesKind; name: GuestName | null },
  follow: Follow,
): Promise<FilesRun> {
  const subject = name ?? 'storage'
  const before = await host.files.inspect(id)
  if (before === null) {
    throw new VserverError('INTERNAL', 'It was interrupted by a restart of the host.', {
      subject,
      hint: 'Nothing is lost; do it again.',
    })
  }
  const run = before.state === 'running' ? await follow(id) : before
  const record = name === null ? null : await host.guests.read(name)
  if (record?.job?.id === id) await finishFiles(host, record)
  const done = requireDone(subject, run)
  if (name !== null && (kind === 'predict' || kind === 'verify')) await keepReport(host, { kind, name }, done)
  return done
}
