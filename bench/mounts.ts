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

/** Takes a directory away, but never what is mounted in it: as long as there is a mount, nothing is removed. */
export function removeScratch(directory: string): void {
  const mounts = () => mountsBelow(directory, readFileSync('/proc/self/mountinfo', 'utf8'))
  for (const target of mounts()) execFileSync('umount', ['--no-canonicalize', target])
  const left = mounts()
  if (left.length > 0)
    throw new Error(`These are still mounted, and ${directory} is left: ${left.join(', ')}`)
  rmSync(directory, { recursive: true, force: true })
}
