import { z } from 'zod'

/** How a guest's files are kept: shared layers, the same with an image file of its own, or a whole tree of its own. */
export const BACKENDS = ['overlay', 'image', 'tree'] as const
export const Backend = z.enum(BACKENDS)
export type Backend = z.infer<typeof Backend>

/** Who holds a guest to its disk limits. `none`: nobody, usage is measured from time to time. */
export const ENFORCEMENTS = ['none', 'project', 'btrfs', 'image'] as const
export const Enforcement = z.enum(ENFORCEMENTS)
export type Enforcement = z.infer<typeof Enforcement>

export const STORAGE_FEATURES = [
  'dataLayer',
  'xattrs',
  'reflink',
  'snapshot',
  'project',
  'simpleQuota',
  'image',
  'guestQuota',
] as const

/** What the storage of a host is and can enforce, as it was found out by trying. */
export const Storage = z.strictObject({
  /** "ext4", "xfs", "btrfs", or the number of statfs(2). */
  filesystem: z.string(),
  features: z.array(z.enum(STORAGE_FEATURES)),
  backends: z.array(Backend),
  /** Of a guest with a disk limit and no wish for a backend; `none` unless the self-test has passed. */
  enforcement: Enforcement,
  /** The last try to write over a limit; null when there was none. */
  selfTest: z
    .strictObject({ at: z.iso.datetime(), passed: z.boolean(), failure: z.string().nullable() })
    .nullable(),
  bytes: z.number(),
  bytesFree: z.number(),
  inodes: z.number(),
  inodesFree: z.number(),
  /** Null until it was counted. */
  pool: z.strictObject({ objects: z.number(), bytes: z.number(), countedAt: z.iso.datetime() }).nullable(),
})
export type Storage = z.infer<typeof Storage>

/** What guests use of the storage. */
const DiskLine = z.strictObject({
  /** A guest's name. */
  name: z.string(),
  enforcement: Enforcement,
  bytes: z.number(),
  inodes: z.number(),
  /** Null = infinity. */
  bytesLimit: z.number().nullable(),
  inodesLimit: z.number().nullable(),
  /** When it was measured, for those that nobody holds to a limit; else the time of the walk. */
  measuredAt: z.iso.datetime(),
})

export const DiskUse = z.strictObject({
  at: z.iso.datetime(),
  /** How long the walk took. */
  durationUs: z.number(),
  guests: z.array(DiskLine),
})
export type DiskUse = z.infer<typeof DiskUse>

/** `soft`: above the soft limit; `full`: nothing more can be written, or, without enforcement, should be. */
export const DISK_LEVELS = ['fine', 'soft', 'full'] as const
export const DiskLevel = z.enum(DISK_LEVELS)
export type DiskLevel = z.infer<typeof DiskLevel>

/** What one guest uses, and how near that is to its limits. */
export const GuestDisk = DiskLine.extend({ level: DiskLevel })
export type GuestDisk = z.infer<typeof GuestDisk>

/** Of all guests, with the walk that found it. */
export const HostDisk = DiskUse.extend({ guests: z.array(GuestDisk) })
export type HostDisk = z.infer<typeof HostDisk>

/** The room a storage has. */
export const StorageRoom = z.strictObject({ bytes: z.number(), bytesFree: z.number(), isLow: z.boolean() })
export type StorageRoom = z.infer<typeof StorageRoom>

/** Names a job on files; of the operation that began it, when there is one. */
export const FilesJobId = z
  .string()
  .regex(/^[a-z0-9-]{1,39}$/)
  .brand<'FilesJobId'>()
export type FilesJobId = z.infer<typeof FilesJobId>

/** What came of a job on a guest's files; the figures are those of FilesRun. */
export const FilesReport = z.strictObject({
  at: z.iso.datetime(),
  files: z.number(),
  bytes: z.number(),
  pooled: z.number(),
  savedBytes: z.number(),
  objects: z.number(),
  problems: z.number(),
})
export type FilesReport = z.infer<typeof FilesReport>

const report = FilesReport.nullable().default(null)

/** What the last look of each kind found; `unify` is the sum of all since the files are kept as they are now. */
export const FilesReports = z.strictObject({
  unify: report,
  predict: report,
  verify: report,
  measure: report,
})
export type FilesReports = z.infer<typeof FilesReports>

export const NO_REPORTS: FilesReports = { unify: null, predict: null, verify: null, measure: null }

/** What is known of a guest's files. */
export const GuestFiles = z.strictObject({
  /** A guest's name. */
  name: z.string(),
  template: z.string(),
  /** Null: as the storage chose. */
  backend: Backend.nullable(),
  reports: FilesReports,
})
export type GuestFiles = z.infer<typeof GuestFiles>
