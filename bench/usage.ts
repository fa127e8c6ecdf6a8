import { execFileSync } from 'node:child_process'

/** What a tree takes on the disk; files linked within it count once. */
export function usedBytes(tree: string): { bytes: number; inodes: number } {
  const read = (...options: string[]) =>
    Number(execFileSync('du', ['-s', ...options, tree], { encoding: 'utf8' }).split('\t')[0])
  return { bytes: read('--block-size=1'), inodes: read('--inodes') }
}
