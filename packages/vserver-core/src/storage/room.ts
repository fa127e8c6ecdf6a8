import type { StorageRoom } from './model.ts'

/** Below this share of its room a storage is low: guests without a limit may fill it within minutes. */
const LOW = 0.05

export function roomOf({ bytes, bytesFree }: Pick<StorageRoom, 'bytes' | 'bytesFree'>): StorageRoom {
  return { bytes, bytesFree, isLow: bytesFree < bytes * LOW }
}
