import type { GuestDisk, GuestFiles } from '@vserver/core/storage/model'
import type { HostHub } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { isUp } from '../files/denied.ts'
import { backendOf, sharedBytesOf } from '../files/shared.ts'
import type { GuestFilesRow } from './model.ts'

type OnHost = { hub: HostHub; files: readonly GuestFiles[]; disks: readonly GuestDisk[] }
type Owned = { id: string; name: string }

/** Every guest the host has, a tenant's or not, by name. */
export async function guestRows(
  { db }: ServiceContext,
  { hub, files, disks }: OnHost,
): Promise<GuestFilesRow[]> {
  const rows = await db.guest.findMany({
    where: { hostId: hub.hostId, life: { not: 'deleted' } },
    select: { id: true, name: true, hostName: true },
  })
  const owned = new Map(rows.map((row) => [row.hostName, row]))
  const used = new Map(disks.map((disk) => [disk.name, disk]))
  return files
    .map((one) => toRow(hub, one, { row: owned.get(one.name), disk: used.get(one.name) ?? null }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function toRow(
  { picture }: HostHub,
  files: GuestFiles,
  { row, disk }: { row: Owned | undefined; disk: GuestDisk | null },
): GuestFilesRow {
  const name = row?.name ?? files.name
  const { unify, predict } = files.reports
  const state = picture.guests.get(files.name)?.state ?? 'unknown'
  return {
    guestId: row?.id ?? null,
    name,
    templateId: files.template,
    state,
    backend: backendOf(files, disk),
    disk: disk && { ...disk, name },
    sharedBytes: sharedBytesOf(files, picture.templates),
    savedBytes: unify?.savedBytes ?? null,
    predictedBytes: predict?.savedBytes ?? null,
    unifiedAt: unify?.at ?? null,
    predictedAt: predict?.at ?? null,
    isStopped: state !== 'unknown' && !isUp({ state }),
  }
}
