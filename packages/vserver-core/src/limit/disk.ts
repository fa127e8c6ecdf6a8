import type { Limit } from './model.ts'

type DiskLimit = Pick<Limit, 'diskBytes' | 'diskSoftBytes' | 'inodes' | 'inodesSoft'>

/** The part of a limit that holds for files. */
export function diskLimitOf({ diskBytes, diskSoftBytes, inodes, inodesSoft }: Limit): DiskLimit {
  return { diskBytes, diskSoftBytes, inodes, inodesSoft }
}
