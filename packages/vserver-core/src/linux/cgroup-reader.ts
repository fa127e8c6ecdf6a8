import { readFileSync } from 'node:fs'
import type { GuestName } from '../guest/model.ts'
import type { GuestCounters } from '../sample/counters.ts'
import { MINUTE_MS } from '../units.ts'
import { ActiveTasks } from './active-tasks.ts'
import { type CgroupMode, cgroupFiles } from './cgroup-layout.ts'
import { type Stacked, socketsIn, stackedMajors } from './counter-files.ts'
import { isGone } from './missing.ts'
import { OpenGroup } from './open-group.ts'

/** What costs more than a reading is looked at so often in a guest that does little. */
const LOOK_MS = MINUTE_MS
/** Of a guest in which nothing runs only its peers close sockets. */
const LOOK_ASLEEP_MS = 5 * MINUTE_MS
/** Of its time: a guest that used less of the CPU, and waited less, did nothing. */
const IDLE_SHARE = 0.002

type Run = {
  number: number
  group: OpenGroup
  tasks: ActiveTasks
  last: GuestCounters | null
  lookedAtMs: number
  /** When something was last seen to have run. */
  ranAtMs: number
  socketsAtMs: number
}

/** Reads the counters of guests; files stay open for as long as the guest's cgroups live. */
export class CgroupReader {
  readonly #place: { mode: CgroupMode; mount: string; parent: string }
  readonly #runs = new Map<GuestName, Run>()
  readonly #stacked: Stacked
  #nextRun = 1

  constructor(place: { mode: CgroupMode; mount: string; parent: string }) {
    this.#place = place
    this.#stacked = stackedMajors(readFileSync('/proc/devices', 'latin1'))
  }

  /** Null when the guest has no cgroups. */
  async read(name: GuestName, stackOf: number | null = null): Promise<GuestCounters | null> {
    // A guest that was started again has new cgroups, and the old files say that they have gone.
    return (await this.#tryRead(name, stackOf)) ?? (await this.#tryRead(name, stackOf))
  }

  forget(name: GuestName): void {
    this.#runs.get(name)?.group.close()
    this.#runs.delete(name)
  }

  close(): void {
    for (const name of [...this.#runs.keys()]) this.forget(name)
  }

  async #tryRead(name: GuestName, stackOf: number | null): Promise<GuestCounters | null> {
    try {
      const run = this.#runs.get(name) ?? this.#begin(name)
      const clockMs = performance.now()
      const isWhole = isLookDue(run, clockMs)
      const counted = { ...run.group.read(run.last, { isWhole }), clockMs, run: run.number }
      if (!run.group.hasSlept()) run.ranAtMs = clockMs
      const mustLook = isWhole || isActive(counted, run.last)
      if (mustLook) run.lookedAtMs = clockMs
      const activeTasks = mustLook ? await run.tasks.count() : 0
      run.last = { ...counted, activeTasks, sockets: sockets(run, stackOf, clockMs) }
      return run.last
    } catch (error) {
      this.forget(name)
      if (isGone(error)) return null
      throw error
    }
  }

  #begin(name: GuestName): Run {
    const files = cgroupFiles({ ...this.#place, guest: name })
    const run = {
      number: this.#nextRun++,
      ...{ group: new OpenGroup(files, this.#stacked), tasks: new ActiveTasks(files.tasks), last: null },
      ...{ lookedAtMs: Number.NEGATIVE_INFINITY, socketsAtMs: Number.NEGATIVE_INFINITY, ranAtMs: 0 },
    }
    this.#runs.set(name, run)
    return run
  }
}

/** Once more after it has gone to sleep, since the kernel writes back later; then not before something has run. */
function isLookDue({ lookedAtMs, ranAtMs }: Run, clockMs: number): boolean {
  return clockMs >= lookedAtMs + LOOK_MS && ranAtMs > lookedAtMs - LOOK_MS
}

/** Whether tasks of it may be running or waiting: going through them costs ten times a reading. */
function isActive(now: Omit<GuestCounters, 'activeTasks' | 'sockets'>, last: GuestCounters | null): boolean {
  if (last === null || last.activeTasks > 0) return true
  const waited = (counters: Pick<GuestCounters, 'pressure'>) => {
    const { cpuSome = 0, memorySome = 0, ioSome = 0 } = counters.pressure ?? {}
    return cpuSome + memorySome + ioSome
  }
  const busyUs = now.cpuUsageMicroseconds - last.cpuUsageMicroseconds + waited(now) - waited(last)
  return busyUs / 1000 > IDLE_SHARE * (now.clockMs - last.clockMs)
}

/** Not kept open: that would keep the network stack of a guest that has ended. */
function sockets(run: Run, stackOf: number | null, clockMs: number): number | null {
  if (stackOf === null) return null
  if (clockMs < run.socketsAtMs + (run.group.hasSlept() ? LOOK_ASLEEP_MS : LOOK_MS))
    return run.last?.sockets ?? null
  run.socketsAtMs = clockMs
  try {
    const read = (file: string) => readFileSync(`/proc/${stackOf}/net/${file}`, 'latin1')
    return socketsIn(read('sockstat')) + socketsIn(read('sockstat6'))
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}
