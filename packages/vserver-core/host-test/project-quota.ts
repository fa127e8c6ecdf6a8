import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MIB } from '../src/units.ts'

export const QUOTA_FILESYSTEMS = ['ext4', 'xfs'] as const
/** `plain`: ext4 without any quota. */
export type StorageKind = (typeof QUOTA_FILESYSTEMS)[number] | 'plain'

/** xfs wants at least 300 MiB; the file is sparse. */
const IMAGE_BYTES = 512 * MIB
const KINDS: Record<StorageKind, { make: string[]; options: string }> = {
  ext4: {
    make: ['mkfs.ext4', '-q', '-F', '-O', 'project,quota', '-E', 'quotatype=prjquota'],
    options: 'loop,prjquota',
  },
  xfs: { make: ['mkfs.xfs', '-q', '-f'], options: 'loop,prjquota' },
  plain: { make: ['mkfs.ext4', '-q', '-F', '-O', '^quota'], options: 'loop' },
}

/** Puts a directory on a file system of its own, in a sparse file; umount(8) frees the file. */
function mountFilesystem(kind: StorageKind, image: string, directory: string): void {
  writeFileSync(image, '')
  truncateSync(image, IMAGE_BYTES)
  const { make, options } = KINDS[kind]
  const [program = '', ...words] = make
  execFileSync(program, [...words, image], { stdio: 'pipe' })
  execFileSync('mount', ['-o', options, image, directory], { stdio: 'pipe' })
}

/** For openScratch: the storage on a file system of this kind. */
export function over(kind: StorageKind): (storage: string, image: string) => void {
  return (storage, image) => mountFilesystem(kind, image, storage)
}

/** Whether this kernel has it; where it is known to, a mount that fails is a failure and no reason to leave out. */
export function hasProjectQuota(filesystem: StorageKind): boolean {
  if (process.env.VSERVER_TEST_PROJECT_QUOTA !== undefined) return true
  const scratch = mkdtempSync(path.join(tmpdir(), 'vserver-quota-'))
  const directory = path.join(scratch, 'mount')
  mkdirSync(directory)
  try {
    mountFilesystem(filesystem, path.join(scratch, 'image'), directory)
    execFileSync('umount', [directory])
    return true
  } catch {
    return false
  } finally {
    rmSync(scratch, { recursive: true })
  }
}
