import { i32, limitField, struct, text, u32, u64 } from './codec.ts'

/* Storage and work on files: common/protocol-files.h. */

export const FILES_START = struct(208, {
  job: text(0, 40),
  guest: text(40, 40),
  source: text(80, 40),
  templateId: text(120, 40),
  kind: u32(160),
  backend: u32(164),
  xid: u32(168),
  flags: u32(172),
  diskBytes: limitField(176),
  diskSoftBytes: limitField(184),
  inodes: limitField(192),
  inodesSoft: limitField(200),
})

export const JOB_NAME = struct(40, { job: text(0, 40) })

export const STORAGE_PROBE = struct(8, { flags: u32(0) })

/** Times in milliseconds since the epoch, 0 = never. */
export const STORAGE_REPLY = struct(120, {
  filesystem: text(0, 16),
  features: u32(16),
  enforcement: u32(20),
  testError: i32(24),
  backends: u32(28),
  testedAt: u64(32),
  bytes: u64(40),
  bytesFree: u64(48),
  inodes: u64(56),
  inodesFree: u64(64),
  /** Absent: not counted yet. */
  poolObjects: limitField(72),
  poolBytes: limitField(80),
  poolCountedAt: u64(88),
  testStage: text(96, 24),
})

export const DISK_USE_REPLY = struct(24, {
  measuredAt: u64(0),
  durationUs: u64(8),
  guests: u32(16),
  enforcement: u32(20),
})

export const BACKEND = { overlay: 1, image: 2, tree: 3 } as const
export const ENFORCEMENT = { none: 0, project: 1, btrfs: 2, image: 3 } as const
export const TEMPLATE_METHOD = { debootstrap: 1, tarball: 2, rsync: 3, guest: 4, skeleton: 5 } as const
export const FILES_KIND = {
  unify: 1,
  fold: 2,
  convert: 3,
  clone: 4,
  sweep: 5,
  verify: 6,
  predict: 7,
  measure: 8,
  archive: 9,
  unarchive: 10,
} as const
export const FILES_FLAG = { keepKeys: 0x01 } as const
export const PROBE_FLAG = { selfTest: 0x01 } as const
/** Bits of `features` in the answer to storageProbe. */
export const STORAGE_FEATURE = {
  dataLayer: 0x001,
  xattrs: 0x002,
  reflink: 0x004,
  snapshot: 0x008,
  project: 0x010,
  simpleQuota: 0x020,
  image: 0x040,
  guestQuota: 0x080,
} as const
