import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import type { FilesJob, FilesJobId, FilesRun } from './model.ts'

/** Waits for the end of a job, whoever began it. */
export type Follow = (id: FilesJobId) => Promise<FilesRun>

/** Begins a job and waits until it is done; a job that fails or is cancelled is an error. */
export async function runJob(host: Host, job: FilesJob, follow: Follow): Promise<FilesRun> {
  await host.files.start(job).catch(async (error: unknown) => {
    // The broker may have died after it did its work: what the job says counts.
    if ((await host.files.inspect(job.id)) === null) throw error
  })
  const subject = 'guest' in job && job.guest !== null ? job.guest : 'storage'
  return requireDone(subject, await follow(job.id))
}

export function requireDone(subject: string, run: FilesRun): FilesRun {
  if (run.state === 'done') return run
  if (run.state === 'cancelled') {
    throw new VserverError('CANCELLED', `The work on the files of ${subject} was cancelled.`, { subject })
  }
  throw new VserverError('NATIVE_FAILED', run.message ?? `The work on the files of ${subject} ended early.`, {
    subject,
    hint: 'Its log says more; nothing is lost, try again when the cause is gone.',
  })
}
