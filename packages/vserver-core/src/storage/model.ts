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
export const DiskUse = z.strictObject({
  at: z.iso.datetime(),
  /** How long the walk took. */
  durationUs: z.number(),
  guests: z.array(
    z.strictObject({
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
    }),
  ),
})
export type DiskUse = z.infer<typeof DiskUse>
