import { VserverError } from '../errors.ts'
import { applyJob, isUntold, readGuest, requireRenewed, requireUnarchived } from '../guest/index.ts'
import type { GuestName, GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { diskLimitOf } from '../limit/disk.ts'
import type { Backend } from '../storage/model.ts'
import type { FilesJob, FilesJobId, FilesRun } from './model.ts'
import { type Follow, runJob } from './run-job.ts'

type Change = { id: FilesJobId; name: GuestName } & (
  | { kind: 'unify' | 'fold' | 'archive' | 'unarchive' }
  | { kind: 'convert'; backend: Backend }
)

type Work = {
  follow: Follow
  /** Makes the guest ready once the intent is written. */
  prepare?: () => Promise<void>
}

/**
 * Works on the files of a guest that is down. The intent is written before and taken away after, so that reconcile
 * knows what a crash left; the job itself leaves either the old or the new files.
 */
export async function changeFiles(
  host: Host,
  change: Change,
  { follow, prepare = async () => {} }: Work,
): Promise<FilesRun> {
  const { id, kind, name } = change
  const backend = change.kind === 'convert' ? change.backend : null
  const record = await host.guests.update(name, (now) => ({ ...now, intent: kind, job: { id, backend } }))
  try {
    await prepare()
    return await runJob(host, jobOf(record, change), follow)
  } finally {
    await settle(host, change)
  }
}

/** Refuses before anything is begun: only files that nobody uses can be changed. */
export async function requireDown(host: Host, name: GuestName): Promise<void> {
  const record = await readGuest(host, name)
  requireRenewed(record)
  requireUnarchived(record)
  const { state } = await host.runtime.inspect(name)
  if (state !== 'running' && state !== 'starting') return
  throw new VserverError('INVALID_STATE', `Guest ${name} is running.`, {
    subject: name,
    hint: 'Stop it first.',
  })
}

function jobOf(record: GuestRecord, change: Change): FilesJob {
  const { id, name: guest } = change
  const limit = diskLimitOf(record.limit)
  if (change.kind === 'convert') return { id, guest, kind: change.kind, backend: change.backend, limit }
  return change.kind === 'unarchive'
    ? { id, guest, kind: change.kind, limit }
    : { id, guest, kind: change.kind }
}

/** While nobody knows how the job ends, or where a killed one has left the files, reconcile sees to it. */
async function settle(host: Host, { id, kind, name }: Change): Promise<void> {
  const run = await host.files.inspect(id)
  const isMoved = kind === 'archive' || kind === 'unarchive'
  if (run?.state === 'running' || (isMoved && isUntold(run))) return
  await host.guests.update(name, (now) => (now.job?.id === id ? applyJob(now, run, host.now()) : now))
}
