import type { FilesJob, FilesRun } from '../files/model.ts'
import type { Host } from '../host.ts'
import { diskLimitOf } from '../limit/disk.ts'
import { applyJob, isUntold } from './apply-job.ts'
import { discardGuest } from './discard.ts'
import { failureOf } from './internal.ts'
import type { GuestName, GuestRecord } from './model.ts'

/**
 * What becomes of work on a guest's files that somebody began and did not finish. Jobs go on without the agent, and
 * their outcome is lost only when the host has restarted: then a copy is undone, a change of the backend, packing and
 * unpacking are done again, and all else is as good unfinished.
 */
export async function finishFiles(
  host: Host,
  record: GuestRecord,
): Promise<'waiting' | 'settled' | 'undone'> {
  const { name, intent, job } = record
  const run = job === null ? null : await host.files.inspect(job.id)
  if (run?.state === 'running') return 'waiting'
  if (intent === 'clone' && run?.state !== 'done') {
    await discardGuest(host, name)
    return 'undone'
  }
  const again = jobAgain(record, run)
  if (again !== null && (await beginAgain(host, name, again))) return 'waiting'
  await host.guests.update(name, (now) => applyJob(now, run, host.now()))
  return 'settled'
}

/** Whether it was done nobody can tell; asking for what is so already does nothing. */
function jobAgain({ name, limit, intent, job }: GuestRecord, run: FilesRun | null): FilesJob | null {
  if (job === null || (run !== null && !isUntold(run))) return null
  const { id, backend } = job
  if (intent === 'archive') return { id, kind: intent, guest: name }
  if (intent === 'unarchive') return { id, kind: intent, guest: name, limit: diskLimitOf(limit) }
  if (intent !== 'convert' || backend === null || run !== null) return null
  return { id, kind: intent, guest: name, backend, limit: diskLimitOf(limit) }
}

/** False when it is refused, which the record then tells. */
async function beginAgain(host: Host, name: GuestName, job: FilesJob): Promise<boolean> {
  try {
    await host.files.start(job)
    return true
  } catch (error) {
    const failure = failureOf(error)
    await host.guests.update(name, (now) => ({ ...now, failure }))
    return false
  }
}
