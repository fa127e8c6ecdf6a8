import type { Host } from '../host.ts'
import { diskLimitOf } from '../limit/disk.ts'
import { applyJob } from './apply-job.ts'
import { discardGuest } from './discard.ts'
import { failureOf } from './internal.ts'
import type { GuestRecord } from './model.ts'

/**
 * What becomes of work on a guest's files that somebody began and did not finish. Jobs go on without the agent, and
 * their outcome is lost only when the host has restarted: then a copy is undone, a change of the backend done again,
 * and all else is as good unfinished.
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
  if (intent === 'convert' && run === null && (await convertAgain(host, record))) return 'waiting'
  await host.guests.update(name, (now) => applyJob(now, run, host.now()))
  return 'settled'
}

/** Whether the change was done nobody can tell; asking for what is so already does nothing. False when refused. */
async function convertAgain(host: Host, { name, limit, job }: GuestRecord): Promise<boolean> {
  if (job === null || job.backend === null) return false
  const { id, backend } = job
  try {
    await host.files.start({ id, kind: 'convert', guest: name, backend, limit: diskLimitOf(limit) })
    return true
  } catch (error) {
    const failure = failureOf(error)
    await host.guests.update(name, (now) => ({ ...now, failure }))
    return false
  }
}
