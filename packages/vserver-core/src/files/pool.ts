import type { Host } from '../host.ts'
import type { FilesJobId, FilesRun } from './model.ts'
import { type Follow, runJob } from './run-job.ts'

/** Removes the content that nobody refers to any more. */
export function sweepPool(host: Host, id: FilesJobId, follow: Follow): Promise<FilesRun> {
  return runJob(host, { id, kind: 'sweep' }, follow)
}

/** Checks every object of the pool and all that refers to it; changes nothing. */
export function verifyFiles(host: Host, id: FilesJobId, follow: Follow): Promise<FilesRun> {
  return runJob(host, { id, kind: 'verify', guest: null, template: null }, follow)
}
