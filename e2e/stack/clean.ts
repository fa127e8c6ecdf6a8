import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { down } from './command.ts'
import { DATA_DIR, INSTANCE, LIB_DIR, LOG_DIR, RUN_DIR } from './instance.ts'
import { removeNetwork } from './network.ts'

/** Stops whatever an earlier run left, and removes every trace of the instance. */
export async function removeInstance(): Promise<void> {
  const outcome = await down('--instance', INSTANCE, '--guests')
  if (outcome.status !== 0) throw new Error(`./down failed:\n${outcome.output}`)
  await removeNetwork()
  removeGroups('/sys/fs/cgroup')
  for (const directory of [DATA_DIR, RUN_DIR, LIB_DIR, LOG_DIR])
    rmSync(directory, { recursive: true, force: true })
}

/** The instance's own group in every hierarchy, children first. */
function removeGroups(mount: string): void {
  const hierarchies = readdirSync(mount, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const groups = [`${mount}/${INSTANCE}`, ...hierarchies.map((entry) => `${mount}/${entry.name}/${INSTANCE}`)]
  for (const group of groups) removeGroup(group)
}

function removeGroup(group: string): void {
  let children: string[]
  try {
    children = readdirSync(group, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    )
  } catch {
    return
  }
  for (const child of children) removeGroup(`${group}/${child}`)
  rmdirSync(group)
}
