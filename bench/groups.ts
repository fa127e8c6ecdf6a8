import { readdirSync, rmdirSync } from 'node:fs'

const MOUNT = '/sys/fs/cgroup'
const GONE_MS = 3000

/** Removes a parent group in every hierarchy, as soon as the kernel has let its children go. */
export async function removeGroups(name: string): Promise<void> {
  const hierarchies = readdirSync(MOUNT, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const parents = ['', ...hierarchies.map((entry) => `${entry.name}/`)]
  for (const parent of parents) await removeGroup(`${MOUNT}/${parent}${name}`)
}

async function removeGroup(group: string): Promise<void> {
  const deadline = Date.now() + GONE_MS
  for (;;) {
    try {
      return rmdirSync(group)
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && error.code === 'EBUSY'
      if (!busy || Date.now() > deadline) return
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
