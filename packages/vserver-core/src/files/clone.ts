import { OPEN_FIREWALL } from '../firewall/model.ts'
import { discardGuest, getGuest, lowestFreeXid, nameTaken, readGuest } from '../guest/index.ts'
import type { Guest, GuestName, GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { diskLimitOf } from '../limit/disk.ts'
import { NO_NETWORK } from '../network/model.ts'
import { claimShares } from '../share/index.ts'
import { NO_REPORTS } from '../storage/model.ts'
import { withUndo } from '../undo.ts'
import { requireDown } from './change.ts'
import type { CloneGuestInput, FilesJobId } from './model.ts'
import { type Follow, runJob } from './run-job.ts'

type Clone = { id: FilesJobId; input: CloneGuestInput }

export async function requireCloneable(host: Host, { name, source }: CloneGuestInput): Promise<void> {
  if ((await host.guests.read(name)) !== null) throw nameTaken(name)
  await requireDown(host, source)
}

/**
 * A new guest with the files, limits and options of one that is down; it is not started. All or nothing: when the
 * copy fails, neither record nor files stay.
 */
export async function cloneGuest(host: Host, clone: Clone, follow: Follow): Promise<Guest> {
  const { id, input } = clone
  await requireCloneable(host, input)
  const source = await readGuest(host, input.source)
  await claimShares(host, input.name, source.options)
  return withUndo(async (undo) => {
    const record = await host.guests.add((all) => newRecord(source, clone, { all, nowMs: host.now() }))
    undo(() => discardClone(host, record.name, id))
    const { name: guest, template, xid, limit, backend } = record
    const copy = { id, kind: 'clone' as const, guest, source: source.name, template, xid, backend }
    await runJob(host, { ...copy, keepKeys: input.keepKeys, limit: diskLimitOf(limit) }, follow)
    await host.guests.update(guest, (now) => ({ ...now, intent: null, job: null }))
    return getGuest(host, guest)
  })
}

function newRecord(
  source: GuestRecord,
  { id, input }: Clone,
  { all, nowMs }: { all: readonly GuestRecord[]; nowMs: number },
): GuestRecord {
  const { name, hostname = name, backend } = input
  if (all.some((record) => record.name === name)) throw nameTaken(name)
  return {
    ...source,
    ...{ name, hostname, xid: lowestFreeXid(all), backend: backend ?? source.backend },
    desired: 'stopped',
    intent: 'clone',
    job: { id, backend },
    reports: NO_REPORTS,
    network: NO_NETWORK,
    firewall: OPEN_FIREWALL,
    createdAt: new Date(nowMs).toISOString(),
    failure: null,
    retry: null,
    pausedAt: null,
    archivedAt: null,
    renewal: null,
    former: null,
  }
}

/** The copy holds the new guest's files until it has stopped; reconcile finishes what that keeps from being done. */
async function discardClone(host: Host, name: GuestName, id: FilesJobId): Promise<void> {
  await host.files.cancel(id)
  await discardGuest(host, name)
}
