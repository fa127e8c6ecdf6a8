import { randomBytes } from 'node:crypto'
import { type FilesJob, FilesJobId, type FilesRun } from '../src/files/model.ts'
import type { Scratch } from './scratch.ts'
import { patient } from './slowness.ts'

const STEP_MS = 10
const DEADLINE_MS = patient(60_000)

/** A job without its id, as each kind has it. */
export type JobOf<Job> = Job extends unknown ? Omit<Job, 'id'> : never

export function newJobId(): FilesJobId {
  return FilesJobId.parse(`t-${randomBytes(6).toString('hex')}`)
}

export async function startJob(scratch: Scratch, job: JobOf<FilesJob>): Promise<FilesJobId> {
  const id = newJobId()
  await scratch.host.files.start({ ...job, id } as FilesJob)
  return id
}

/** How the job ended. */
export async function awaitJob(scratch: Scratch, id: FilesJobId): Promise<FilesRun> {
  const deadlineMs = Date.now() + DEADLINE_MS
  for (;;) {
    const run = await scratch.host.files.inspect(id)
    if (run !== null && run.state !== 'running') return run
    if (Date.now() > deadlineMs) throw new Error(`The job ${id} did not end: ${JSON.stringify(run)}`)
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
  }
}

export async function runJob(scratch: Scratch, job: JobOf<FilesJob>): Promise<FilesRun> {
  return awaitJob(scratch, await startJob(scratch, job))
}

/** The same, for a test that needs it to succeed. */
export async function finishJob(scratch: Scratch, job: JobOf<FilesJob>): Promise<FilesRun> {
  const id = await startJob(scratch, job)
  const run = await awaitJob(scratch, id)
  if (run.state !== 'done') {
    const { text } = await scratch.host.files.readLog(id, 0)
    throw new Error(`The job failed in ${run.step}: ${run.message}\n${text}`)
  }
  return run
}
