import { execFileSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { MIB } from '../src/units.ts'
import { buildProgram } from './programs.ts'

/** Both want some room for themselves; the file is sparse. */
const IMAGE_BYTES = 768 * MIB

/** Puts a directory on a btrfs or xfs of its own, in a sparse file; umount(8) frees the file. */
export function mountLoop(kind: 'btrfs' | 'xfs', image: string, directory: string): void {
  writeFileSync(image, '')
  truncateSync(image, IMAGE_BYTES)
  execFileSync(`mkfs.${kind}`, ['-q', '-f', image], { stdio: 'pipe' })
  execFileSync('mount', ['-t', kind, '-o', 'loop', image, directory], { stdio: 'pipe' })
}

/** Linux 6.7. */
export function hasSimpleQuota(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number)
  return major > 6 || (major === 6 && minor >= 7)
}

export function enableSimpleQuota(directory: string): void {
  execFileSync(buildProgram('simple-quota'), [directory], { stdio: 'pipe' })
}
