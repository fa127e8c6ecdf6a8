import type { OperationKind } from '@vserver/core/operation/model'
import { roomOf } from '@vserver/core/storage'
import { msg, t, type Words } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { hubOf } from '../host/hub-of.ts'
import type { HostRef } from '../host/in-scope.ts'
import { guestRows } from './guest-rows.ts'
import type { GuestFilesRow, LastWork, StorageView } from './model.ts'
import { templateRows } from './template-rows.ts'

const BUSY_WITH: Partial<Record<OperationKind, Words>> = {
  'storage.unify': msg('Guests are being unified.'),
  'storage.predict': msg('The gain of unifying is being predicted.'),
  'storage.sweep': msg('The content pool is being swept.'),
  'storage.verify': msg('The files are being verified.'),
}

export async function getStorage(ctx: ServiceContext, host: HostRef): Promise<StorageView> {
  const hub = hubOf(ctx, host.id)
  const { agent } = hub
  const [storage, files, use] = await Promise.all([
    agent.storage(),
    agent.listGuestFiles(),
    agent.diskUse({ isWatched: true }),
  ])
  const guests = await guestRows(ctx, { hub, files, disks: use.guests })
  return {
    storage,
    isLow: roomOf(storage).isLow,
    walk: use.walk,
    guests,
    templates: templateRows(hub.picture.templates, guests),
    totals: totalsOf(guests),
    busyWith: busyWith(hub.picture.running),
    lastSweep: await lastWork(ctx, host, 'storage.sweep'),
    lastVerify: await lastWork(ctx, host, 'storage.verify'),
  }
}

function totalsOf(guests: readonly GuestFilesRow[]): StorageView['totals'] {
  const sum = (amount: (row: GuestFilesRow) => number | null | undefined): number =>
    guests.reduce((total, row) => total + (amount(row) ?? 0), 0)
  return {
    ownBytes: sum(({ disk }) => disk?.bytes),
    sharedBytes: sum(({ sharedBytes }) => sharedBytes),
    predictedBytes: sum(({ predictedBytes }) => predictedBytes),
    guests: guests.length,
  }
}

function busyWith(running: ReadonlyMap<string, { kind: OperationKind }>): string | null {
  for (const { kind } of running.values()) {
    const words = BUSY_WITH[kind]
    if (words) return t(words)
  }
  return null
}

async function lastWork(
  { db }: ServiceContext,
  { id: hostId }: HostRef,
  kind: OperationKind,
): Promise<LastWork> {
  const row = await db.operation.findFirst({
    where: { hostId, kind, finishedAt: { not: null } },
    orderBy: { startedAt: 'desc' },
  })
  if (!row) return null
  const at = (row.finishedAt ?? row.startedAt).toISOString()
  return { at, state: row.state, message: row.errorMessage }
}
