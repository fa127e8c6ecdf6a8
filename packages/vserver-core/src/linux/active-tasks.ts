import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { CgroupFiles } from './cgroup-layout.ts'
import { readProcess } from './process.ts'

/** Bounds of one reading: beyond them the number is a lower bound, and the reading stays cheap. */
const TASKS_MAX = 2000
const GROUPS_MAX = 200
/** A task takes about ten microseconds: requests get their turn in between. */
const TASKS_AT_ONCE = 200

/** Tasks of the guest that run or sleep uninterruptibly now: what the kernel's load counts. */
export async function countActiveTasks(tasks: CgroupFiles['tasks']): Promise<number> {
  let seen = 0
  let active = 0
  for (const directory of groupsBelow(tasks)) {
    for (const id of readFileSync(path.join(directory, tasks.file), 'latin1').split('\n')) {
      if (id === '') continue
      if (++seen > TASKS_MAX) return active
      if (seen % TASKS_AT_ONCE === 0) await yieldToOthers()
      const state = readProcess(Number(id))?.state
      if (state === 'R' || state === 'D') active += 1
    }
  }
  return active
}

function* groupsBelow({ directory, isTree }: CgroupFiles['tasks']): Generator<string> {
  const waiting = [directory]
  for (let seen = 0; seen < GROUPS_MAX; seen++) {
    const group = waiting.shift()
    if (group === undefined) return
    yield group
    if (!isTree) return
    for (const entry of readdirSync(group, { withFileTypes: true })) {
      if (entry.isDirectory()) waiting.push(path.join(group, entry.name))
    }
  }
}
