import { VserverError } from '../errors.ts'
import { readGuest } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { changeFiles, requireDown } from './change.ts'
import type { FilesJobId, FilesRun } from './model.ts'
import type { Follow } from './run-job.ts'

type Archive = { id: FilesJobId; name: GuestName }

/** Packs the files of a guest that is down into one and takes them off the disk; it stays down until it is unarchived. */
export async function archiveGuest(host: Host, { id, name }: Archive, follow: Follow): Promise<FilesRun> {
  await requireDown(host, name)
  return changeFiles(host, { id, kind: 'archive', name }, { follow })
}

export async function requireArchived(host: Host, name: GuestName): Promise<void> {
  const { archivedAt } = await readGuest(host, name)
  if (archivedAt !== null) return
  throw new VserverError('INVALID_STATE', `Guest ${name} is not archived.`, {
    subject: name,
    hint: 'Its files are where they were.',
  })
}

/** Its files are as they were before it was archived; it is not started. */
export async function unarchiveGuest(host: Host, { id, name }: Archive, follow: Follow): Promise<FilesRun> {
  await requireArchived(host, name)
  return changeFiles(host, { id, kind: 'unarchive', name }, { follow })
}
