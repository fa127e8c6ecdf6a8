import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { GuestName } from '../guest/model.ts'
import type { TopProcess } from '../hit/model.ts'
import { KIB, SECOND_MS } from '../units.ts'
import type { Place } from './hit-files.ts'
import { isGone } from './missing.ts'
import { OpenFile } from './open-file.ts'

/** Bounds of one look: a guest can have a hundred thousand processes. */
const PROCESSES_MAX = 400
const LIST_BYTES = 64 * KIB
const GROUPS_MAX = 50
/** Processes read between two turns of others. */
const TURN = 40
const TOP_MAX = 5
/** Two looks within so short a time tell nothing of what was used between them. */
const APART_SECONDS = 1
/** Guests whose processes are remembered, so that their CPU is that since the look before. */
const GUESTS_REMEMBERED = 64
/** USER_HZ, the same on every architecture of ours. Source: proc_pid_stat(5), sysconf(3). */
const TICKS_PER_SECOND = 100

type Seen = { startTicks: number; ticks: number; atSeconds: number }
type Found = { pid: number; command: string; cpuMillicores: number; pages: number }

/** Looks at the processes of guests, from outside. */
export class ProcessWatch {
  readonly #place: Place
  readonly #seen = new Map<GuestName, Map<number, Seen>>()

  constructor(place: Place) {
    this.#place = place
  }

  /** At most five, the greediest first; of a guest with very many processes some of them are looked at. */
  async top(name: GuestName, by: 'cpu' | 'memory'): Promise<TopProcess[]> {
    const before = this.#seen.get(name)
    const now = new Map<number, Seen>()
    const found: Found[] = []
    const atSeconds = uptimeSeconds()
    for (const [index, pid] of this.#pidsOf(name).entries()) {
      if (index % TURN === TURN - 1) await yieldToOthers()
      const stat = readStat(pid)
      if (stat === null) continue
      const { command, pages, ...times } = stat
      const earlier = before?.get(pid)
      const isRecent = isSameRun(earlier, times) && atSeconds - earlier.atSeconds < APART_SECONDS
      now.set(pid, isRecent ? earlier : { ...times, atSeconds })
      found.push({ pid, command, pages, cpuMillicores: millicores(times, { earlier, atSeconds }) })
    }
    this.#remember(name, now)
    found.sort((a, b) => (by === 'cpu' ? b.cpuMillicores - a.cpuMillicores : b.pages - a.pages))
    return found.slice(0, TOP_MAX).flatMap((process) => this.#describe(name, process) ?? [])
  }

  forget(name: GuestName): void {
    this.#seen.delete(name)
  }

  #remember(name: GuestName, now: Map<number, Seen>): void {
    this.#seen.delete(name)
    this.#seen.set(name, now)
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > GUESTS_REMEMBERED && oldest !== undefined) this.#seen.delete(oldest)
  }

  #groupOf(name: GuestName): string {
    const { mode, mount, parent } = this.#place
    return path.join(mount, mode === 'v2' ? '' : 'pids', parent, name)
  }

  /** Evenly spread over those that the kernel lists. */
  #pidsOf(name: GuestName): number[] {
    const pids: number[] = []
    const waiting = [this.#groupOf(name)]
    for (let seen = 0; seen < GROUPS_MAX; seen++) {
      const group = waiting.shift()
      if (group === undefined) break
      pids.push(...membersOf(group))
      waiting.push(...groupsIn(group))
    }
    const stride = Math.max(1, Math.ceil(pids.length / PROCESSES_MAX))
    return pids.filter((_, index) => index % stride === 0)
  }

  /** Null when it has gone: its number may be another guest's process by now. */
  #describe(name: GuestName, { pid, command, cpuMillicores }: Found): TopProcess | null {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1')
      const groups = readFileSync(`/proc/${pid}/cgroup`, 'latin1')
      const { parent } = this.#place
      if (!`${groups}/`.replaceAll('\n', '/\n').includes(`/${parent}/${name}/`)) return null
      // This process's namespace comes first, then the guest's.
      const [, inGuest] = (/^NSpid:\t(.+)$/m.exec(status)?.[1] ?? '').split('\t')
      const memoryKib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0)
      if (inGuest === undefined) return null
      return { pid: Number(inGuest), command, cpuMillicores, memoryBytes: memoryKib * KIB }
    } catch (error) {
      if (isGone(error)) return null
      throw error
    }
  }
}

function membersOf(group: string): number[] {
  try {
    const file = new OpenFile(path.join(group, 'cgroup.procs'), LIST_BYTES)
    try {
      const text = file.read()
      // The last one may have been cut off in the middle.
      return text.slice(0, text.lastIndexOf('\n')).split('\n').filter(Boolean).map(Number)
    } finally {
      file.close()
    }
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

function groupsIn(group: string): string[] {
  try {
    const entries = readdirSync(group, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(group, entry.name))
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

/** Source: proc_pid_stat(5), fields 14, 15, 22 and 24, counted from the last bracket: the name may hold some too. */
function readStat(pid: number): { command: string; pages: number; ticks: number; startTicks: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = text.lastIndexOf(')')
    const field = text.slice(end + 2).split(' ')
    return {
      command: printable(text.slice(text.indexOf('(') + 1, end)),
      pages: Number(field[21]),
      ticks: Number(field[11]) + Number(field[12]),
      startTicks: Number(field[19]),
    }
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** The guest chose the name: nothing in it may steer a terminal. */
function printable(command: string): string {
  return command.replaceAll(/\p{C}/gu, '?')
}

function isSameRun(earlier: Seen | undefined, { startTicks }: { startTicks: number }): earlier is Seen {
  return earlier?.startTicks === startTicks
}

/** Since the look before when it was the same process, else since it was started. */
function millicores(
  { ticks, startTicks }: { ticks: number; startTicks: number },
  { earlier, atSeconds }: { earlier: Seen | undefined; atSeconds: number },
): number {
  const isSame = isSameRun(earlier, { startTicks }) && atSeconds - earlier.atSeconds >= APART_SECONDS
  const used = ticks - (isSame ? earlier.ticks : 0)
  const seconds = atSeconds - (isSame ? earlier.atSeconds : startTicks / TICKS_PER_SECOND)
  const step = 1 / TICKS_PER_SECOND
  return Math.round((used / TICKS_PER_SECOND / Math.max(seconds, step)) * SECOND_MS)
}

/** Source: proc_uptime(5); what process times are counted against. */
function uptimeSeconds(): number {
  return Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0])
}
