import {
  haltGuest,
  readGuest,
  requireNotPaused,
  requireRenewed,
  requireUnarchived,
  startGuest,
} from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { changeFiles, requireDown } from './change.ts'
import type { FilesJobId, FilesRun } from './model.ts'
import type { Follow } from './run-job.ts'

type Unify = {
  id: FilesJobId
  name: GuestName
  /** A guest that runs is stopped for it and started again. */
  stopFirst: boolean
}

/** What must hold before a unify is begun. */
export async function requireUnifiable(host: Host, { name, stopFirst }: Omit<Unify, 'id'>): Promise<void> {
  if (!stopFirst) return requireDown(host, name)
  const record = await readGuest(host, name)
  requireRenewed(record)
  requireUnarchived(record)
  if ((await host.runtime.inspect(name)).state === 'running') requireNotPaused(record)
}

/** Files of the guest that are like those of others are shared from then on. */
export async function unifyGuest(
  host: Host,
  { id, name, stopFirst }: Unify,
  { follow, progress = silent }: { follow: Follow; progress?: Progress },
): Promise<FilesRun> {
  await requireUnifiable(host, { name, stopFirst })
  const prepare = (): Promise<void> => haltGuest(host, name, progress)
  try {
    return await changeFiles(host, { id, kind: 'unify', name }, { follow, prepare })
  } finally {
    await startAgain(host, name)
  }
}

/** Unless it is not wanted, or its job still works. A start that fails is told by the guest itself. */
async function startAgain(host: Host, name: GuestName): Promise<void> {
  const record = await host.guests.read(name)
  if (record?.intent === 'start') await startGuest(host, name).catch(() => {})
}
