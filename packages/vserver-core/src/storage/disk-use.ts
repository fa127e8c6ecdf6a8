import type { GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { DiskLevel, DiskUse, HostDisk } from './model.ts'

/** A disk this full has no room for anything that matters; a file system never fills to the last block. */
const FULL = 0.99

type Line = DiskUse['guests'][number]

/** What every guest uses: as the storage counts it, or as it was measured last. */
export async function getDiskUse(host: Host): Promise<HostDisk> {
  const use = await host.storage.diskUse()
  const lines = new Map(use.guests.map((line) => [line.name, line]))
  const guests = (await host.guests.list()).flatMap((record) => {
    const line = newest(lines.get(record.name) ?? null, record)
    return line === null ? [] : [{ ...line, level: levelOf(line, record) }]
  })
  return { ...use, guests }
}

/** The later of two figures; one that somebody enforces is always of now. */
function newest(counted: Line | null, record: GuestRecord): Line | null {
  if (counted !== null && counted.enforcement !== 'none') return counted
  const { name, limit, reports } = record
  const { measure } = reports
  // Nobody holds the guest to its limits, but they say what it was sold.
  const unheld = {
    name,
    enforcement: 'none' as const,
    bytesLimit: limit.diskBytes,
    inodesLimit: limit.inodes,
  }
  if (measure !== null && (counted === null || measure.at > counted.measuredAt)) {
    return { ...unheld, bytes: measure.bytes, inodes: measure.files, measuredAt: measure.at }
  }
  return counted === null ? null : { ...counted, ...unheld }
}

function levelOf(line: Line, { limit }: Pick<GuestRecord, 'limit'>): DiskLevel {
  const reaches = (used: number, most: number | null, share: number): boolean =>
    most !== null && used >= most * share
  if (reaches(line.bytes, line.bytesLimit, FULL) || reaches(line.inodes, line.inodesLimit, FULL))
    return 'full'
  const isOverSoft = reaches(line.bytes, limit.diskSoftBytes, 1) || reaches(line.inodes, limit.inodesSoft, 1)
  return isOverSoft ? 'soft' : 'fine'
}
