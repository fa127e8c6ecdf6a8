import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { CgroupFiles } from './cgroup-layout.ts'
import { GroupTree } from './group-tree.ts'
import { readProcess } from './process.ts'

/** Bound of one reading: beyond it the number is a lower bound, and the reading stays cheap. */
const TASKS_MAX = 2000
/** A task takes about ten microseconds: requests get their turn in between. */
const TASKS_AT_ONCE = 200

/** Tasks of a guest that run or sleep uninterruptibly: what the kernel's load counts. */
export class ActiveTasks {
  readonly #read: () => string[]

  constructor({ directory, file, isTree }: CgroupFiles['tasks']) {
    const tree = new GroupTree(directory)
    this.#read = () => (isTree ? tree.read(file) : [readFileSync(path.join(directory, file), 'latin1')])
  }

  /** How many there are now. */
  async count(): Promise<number> {
    let seen = 0
    let active = 0
    for (const id of this.#read().flatMap((text) => text.split('\n'))) {
      if (id === '') continue
      if (++seen > TASKS_MAX) return active
      if (seen % TASKS_AT_ONCE === 0) await yieldToOthers()
      const state = readProcess(Number(id))?.state
      if (state === 'R' || state === 'D') active += 1
    }
    return active
  }
}
