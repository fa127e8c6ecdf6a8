import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

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

/** Processes of an instance outlive its broker by a moment, and vs-proc takes its own mount away. */
const BUSY_MS = 30_000
const STEP_MS = 20

/** Takes a directory away, but never what is mounted in it: as long as there is a mount, nothing is removed. */
export async function removeScratch(directory: string): Promise<void> {
  const mounts = () => mountsBelow(directory, readFileSync('/proc/self/mountinfo', 'utf8'))
  const deadline = Date.now() + BUSY_MS
  while (mounts().length > 0 && Date.now() < deadline) {
    for (const target of mounts()) spawnSync('umount', ['--no-canonicalize', target])
    await setTimeout(STEP_MS)
  }
  const left = mounts()
  if (left.length > 0)
    throw new Error(`These are still mounted, and ${directory} is left: ${left.join(', ')}`)
  rmSync(directory, { recursive: true, force: true })
}
