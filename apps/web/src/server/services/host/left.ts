import type { HostHub } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import type { AllowanceKind } from '../allowance/model.ts'
import { oversold } from '../allowance/pool.ts'
import type { HostLeft } from '../allowance/room.ts'

/** A page does not wait longer for a host that has fallen silent. */
const PATIENCE_MS = 2000

const OF_HOST = ['memoryBytes', 'cpuMillicores', 'diskBytes', 'inodes'] as const satisfies AllowanceKind[]
type OfHost = (typeof OF_HOST)[number]

/**
 * What a host has for guests that it does not have yet: what it has, by the given percent more where that may be
 * oversold, without what is sold of it already. Null: it was not heard.
 */
export async function readHostLeft(
  ctx: ServiceContext,
  hub: HostHub,
  oversellPercent: number,
): Promise<HostLeft | null> {
  const capacity = await readCapacity(hub)
  if (!capacity) return null
  const sold = await readSold(ctx, hub.hostId)
  const left: HostLeft = {}
  for (const kind of OF_HOST) {
    const has = capacity[kind]
    if (has !== null) left[kind] = has + oversold(kind, has, oversellPercent) - (sold.get(kind) ?? 0)
  }
  return left
}

/** Null = it keeps no such number. Files: what is free, and what guests use of what was sold to them. */
async function readCapacity({ agent, picture }: HostHub): Promise<Record<OfHost, number | null> | null> {
  if (!picture.reachable) return null
  const asked = Promise.all([agent.info(), agent.storage()]).catch(() => null)
  const answer = await Promise.race([asked, patience()])
  if (!answer) return null
  const [info, storage] = answer
  const used = { bytes: 0, inodes: 0 }
  for (const { bytes, inodes } of picture.disk.values()) {
    used.bytes += bytes
    used.inodes += inodes
  }
  return {
    memoryBytes: info.memoryBytes,
    cpuMillicores: info.cpus * 1000,
    diskBytes: Math.min(storage.bytes, storage.bytesFree + used.bytes),
    // btrfs has no fixed number of inodes and tells 0 (statfs(2), f_files).
    inodes: storage.inodes === 0 ? null : Math.min(storage.inodes, storage.inodesFree + used.inodes),
  }
}

function patience(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS).unref())
}

/** Of all its resellers together; what a guest gave back for the time of its suspension is not sold. */
async function readSold({ db }: ServiceContext, hostId: string): Promise<Map<AllowanceKind, number>> {
  const sums = await db.reservation.groupBy({
    by: ['kind'],
    where: { releasedAt: null, kind: { in: [...OF_HOST] }, guest: { hostId } },
    _sum: { amount: true },
  })
  return new Map(sums.map(({ kind, _sum }) => [kind, Number(_sum.amount ?? 0n)]))
}
