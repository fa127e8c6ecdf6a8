import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { keyedNumber } from './counter-files.ts'
import { isGone } from './missing.ts'

/** Bound of one reading: a guest makes as many groups as it likes. */
const GROUPS_MAX = 200

/** The groups of a guest on cgroup2, looked for only when they have changed: to find them costs as much as to read all. */
export class GroupTree {
  readonly #top: string
  /** Top first; those that were found when there were so many. */
  #found: { groups: readonly string[]; count: number } | null = null

  constructor(top: string) {
    this.#top = top
  }

  /** What a file says in each group that has it, top first. */
  read(file: string): string[] {
    const groups = this.#groups()
    const texts = groups.map((group) => textOf(group, file))
    // As many as before, but not the same: one ended and another one was made.
    if (!groups.some((group, index) => texts[index] === null && !existsSync(group))) return present(texts)
    this.#found = null
    return present(this.#groups().map((group) => textOf(group, file)))
  }

  /** The same number of groups, and all of those that were found: they are the same. */
  #groups(): readonly string[] {
    const count = keyedNumber(readFileSync(path.join(this.#top, 'cgroup.stat'), 'latin1'), 'nr_descendants')
    if (this.#found?.count !== count) this.#found = { groups: groupsBelow(this.#top), count }
    return this.#found.groups
  }
}

/** Null when the group or its file is not there: a guest need not have every controller in groups of its own. */
function textOf(group: string, file: string): string | null {
  try {
    return readFileSync(path.join(group, file), 'latin1')
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

function present(texts: readonly (string | null)[]): string[] {
  return texts.filter((text) => text !== null)
}

function groupsBelow(top: string): string[] {
  const groups = [top]
  for (let index = 0; index < groups.length && groups.length < GROUPS_MAX; index++) {
    for (const name of directoriesIn(groups[index] ?? top)) groups.push(name)
  }
  return groups.slice(0, GROUPS_MAX)
}

function directoriesIn(group: string): string[] {
  try {
    const entries = readdirSync(group, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(group, name))
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}
