import { type LinuxHost, linuxHost } from '../src/linux/index.ts'
import { AGENT_ID } from './broker-process.ts'
import type { Scratch } from './scratch.ts'

/**
 * The scratch host, but its connection to the broker is the agent's user's, whom it brakes, unlike root. The kernel
 * notes the user when the socket connects, which the first question does before it returns.
 */
export async function hostAsAgent({ host, instance, runDir, dataDir }: Scratch): Promise<LinuxHost> {
  const agent = await linuxHost({ instance, runDir, dataDir })
  await asUser(AGENT_ID, () => agent.bulk.list())
  return { ...agent, guests: host.guests }
}

/** Calls with the effective user and group of another. */
export function asUser<T>(uid: number, act: () => T, gid = uid): T {
  process.setegid?.(gid)
  process.seteuid?.(uid)
  try {
    return act()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}
