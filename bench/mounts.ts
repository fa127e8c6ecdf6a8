import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'

/** Mounts at a directory or below it, the newest first. Source: proc_pid_mountinfo(5). */
export function mountsBelow(directory: string, mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? [])
    .map((target) =>
      target.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    .filter((target) => target === directory || target.startsWith(`${directory}/`))
    .reverse()
}

const TRIES = 50

/**
 * Takes a directory away, but never what is mounted in it: as long as there is a mount, nothing is removed. Processes of
 * an instance outlive its broker by a moment, and vs-proc takes its own mount away.
 */
export function removeScratch(directory: string): void {
  for (let tries = 1; !unmountAll(directory, tries === TRIES); tries += 1) execFileSync('sleep', ['0.2'])
  const left = mountsIn(directory)
  if (left.length > 0)
    throw new Error(`These are still mounted, and ${directory} is left: ${left.join(', ')}`)
  rmSync(directory, { recursive: true, force: true })
}

const mountsIn = (directory: string) => mountsBelow(directory, readFileSync('/proc/self/mountinfo', 'utf8'))

function unmountAll(directory: string, isLast: boolean): boolean {
  try {
    const stdio = isLast ? 'inherit' : 'ignore'
    for (const target of mountsIn(directory)) execFileSync('umount', ['--no-canonicalize', target], { stdio })
    return true
  } catch (error) {
    if (isLast) throw error
    return false
  }
}
