import path from 'node:path'
import type { GuestName } from '../guest/model.ts'
import type { HitCount } from '../hit/model.ts'
import { keyedNumber } from './counter-files.ts'
import { GroupTree } from './group-tree.ts'
import { type HitFile, hitFiles, type Place } from './hit-files.ts'
import { isGone } from './missing.ts'
import { OpenFile } from './open-file.ts'

/** Larger than each of the files. */
const SIZE = 1024
const COUNTED_BELOW = 'pids.events'

type Open = Omit<HitFile, 'file'> & {
  file: OpenFile
  /** The groups in which refusals are counted too; null: nowhere else. */
  tree: GroupTree | null
}

/** Reads how often guests were held to their limits; files stay open for as long as the guest's cgroups live. */
export class HitReader {
  readonly #place: Place
  readonly #open = new Map<GuestName, Open[]>()

  constructor(place: Place) {
    this.#place = place
  }

  /** Null when the guest has no cgroups. */
  read(name: GuestName): HitCount[] | null {
    // A guest that was started again has new cgroups, and the old files say that they have gone.
    return this.#tryRead(name) ?? this.#tryRead(name)
  }

  forget(name: GuestName): void {
    for (const { file } of this.#open.get(name) ?? []) file.close()
    this.#open.delete(name)
  }

  close(): void {
    for (const name of [...this.#open.keys()]) this.forget(name)
  }

  #tryRead(name: GuestName): HitCount[] | null {
    try {
      const open = this.#open.get(name) ?? this.#openAll(name)
      return merged(open.flatMap(readCounters))
    } catch (error) {
      this.forget(name)
      if (isGone(error)) return null
      throw error
    }
  }

  #openAll(name: GuestName): Open[] {
    const opened: Open[] = []
    // Kept at once, so that `forget` closes what was opened when one of them fails.
    this.#open.set(name, opened)
    for (const { file, counters } of hitFiles({ ...this.#place, guest: name })) {
      opened.push({ counters, file: new OpenFile(file, SIZE), tree: this.#treeOf(file) })
    }
    return opened
  }

  /**
   * Before 6.11 a refusal is counted in the group of the process that wanted to fork, not in the one with the limit: then
   * all of the tree is added up. Source: kernel admin-guide/cgroup-v2, pids.events.local.
   */
  #treeOf(file: string): GroupTree | null {
    const isCountedBelow = this.#place.mode === 'v2' && path.basename(file) === COUNTED_BELOW
    return isCountedBelow ? new GroupTree(path.dirname(file)) : null
  }
}

function readCounters({ counters, file, tree }: Open): HitCount[] {
  const texts = tree === null ? [file.read()] : tree.read(COUNTED_BELOW)
  return counters.map(({ resource, effect, key }) => {
    const counts = texts.map((text) => (key === null ? Number(text) : keyedNumber(text, key)))
    return { resource, effect, count: counts.reduce((sum, count) => sum + count, 0) }
  })
}

/** v1 counts memory with and without swap apart; both are refusals of memory. */
function merged(counts: readonly HitCount[]): HitCount[] {
  const found: HitCount[] = []
  for (const one of counts) {
    const same = found.find(({ resource, effect }) => resource === one.resource && effect === one.effect)
    if (same === undefined) found.push({ ...one })
    else same.count += one.count
  }
  return found
}
