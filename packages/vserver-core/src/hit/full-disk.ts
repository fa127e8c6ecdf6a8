import { KIB, MIB } from '../units.ts'

/**
 * What ext4 keeps of a guest's image for itself: 2 %, at most 4096 blocks. Source: kernel admin-guide/ext4,
 * reserved_clusters.
 */
const RESERVED_SHARE = 0.02
const RESERVED_MOST = 16 * MIB
/** Where nothing is kept back, a disk is still full before its last block is taken. */
const LAST_BLOCKS = 64 * KIB

/** Bytes from which on a disk of this size takes no more. */
export function fullAt(diskBytes: number): number {
  return diskBytes - Math.min(diskBytes * RESERVED_SHARE, RESERVED_MOST) - LAST_BLOCKS
}
