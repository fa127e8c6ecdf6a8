import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { changeFiles, requireDown } from './change.ts'
import type { FilesJobId, FilesRun } from './model.ts'
import type { Follow } from './run-job.ts'

/** Makes one layer of the layers that unifying has left, so that opening a file has less to look through. */
export async function foldGuest(
  host: Host,
  { id, name }: { id: FilesJobId; name: GuestName },
  follow: Follow,
): Promise<FilesRun> {
  await requireDown(host, name)
  return changeFiles(host, { id, kind: 'fold', name }, { follow })
}
