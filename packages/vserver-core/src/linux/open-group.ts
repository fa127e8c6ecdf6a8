import type { GuestCounters, IoCounters, PressureCounters } from '../sample/counters.ts'
import type { CgroupFiles } from './cgroup-layout.ts'
import { ioOfV1, ioOfV2, keyedNumber, keyedOrNull, pressureOf, type Stacked } from './counter-files.ts'
import { isMissing } from './missing.ts'
import { OpenFile } from './open-file.ts'

type Counted = Omit<GuestCounters, 'clockMs' | 'run' | 'activeTasks' | 'sockets'>

/** The counter files of one guest's run, each open once; all of them fail once its cgroups have gone. */
export class OpenGroup {
  readonly #files: CgroupFiles
  readonly #stacked: Stacked
  readonly #open = new Map<string, OpenFile | null>()
  #used = -1
  /** Since a reading in which nothing had run and nothing had waited. */
  #isQuiet = false
  #hasSlept = false

  constructor(files: CgroupFiles, stacked: Stacked) {
    this.#files = files
    this.#stacked = stacked
  }

  /**
   * Throws what node:fs throws. Of a guest in which nothing has run since the reading before this one most cannot have
   * changed, but for what the kernel writes back later: it is only asked for when the reading is to be `whole`.
   */
  read(before: Counted | null, { isWhole }: { isWhole: boolean }): Counted {
    const { cpu, cap, memory, processes } = this.#files
    const text = this.#readOnce()
    const number = ({ file, key }: { file: string; key: string | null }) => numberIn(text(file), key)
    const cpuUsageMicroseconds = Math.round((number(cpu) ?? 0) / cpu.perMicrosecond)
    const used = Number(text(memory.used))
    this.#hasSlept = cpuUsageMicroseconds === before?.cpuUsageMicroseconds && used === this.#used
    this.#used = used
    if (before !== null && this.#hasSlept && !isWhole) return this.#readAsleep(text, before)
    this.#isQuiet = false
    const stat = text(memory.stat) ?? ''
    const { keys } = memory
    return {
      cpuUsageMicroseconds,
      cpuCap: capOf(text(cap.file), cap),
      memoryBytes: Math.max(0, used - keyedNumber(stat, keys.inactive)),
      memoryAnonBytes: keyedOrNull(stat, keys.anon),
      memoryFileBytes: keyedOrNull(stat, keys.file),
      memoryKernelBytes: number(memory.kernel),
      swapBytes: number(memory.swap),
      majorFaults: keyedOrNull(stat, keys.majorFaults),
      pressure: this.#pressure(text),
      io: this.#io(text),
      processes: Number(text(processes)),
    }
  }

  /** Nothing has run in it between the last two readings. */
  hasSlept(): boolean {
    return this.#hasSlept
  }

  close(): void {
    for (const file of this.#open.values()) file?.close()
    this.#open.clear()
  }

  /** Null for a file that was not there when it was first looked for. */
  #readOnce(): (file: string) => string | null {
    const texts = new Map<string, string | null>()
    return (file) => {
      const known = texts.get(file)
      if (known !== undefined) return known
      const text = this.#openFile(file)?.read() ?? null
      texts.set(file, text)
      return text
    }
  }

  #openFile(file: string): OpenFile | null {
    const known = this.#open.get(file)
    if (known !== undefined) return known
    const isNeeded = file === this.#files.cpu.file || file === this.#files.processes
    const opened = isNeeded || file === this.#files.memory.used ? new OpenFile(file) : openIfThere(file)
    // The group for disks is made when a limit needs it: it may come later.
    const comesLater = opened === null && Object.values(this.#files.io).includes(file)
    if (!comesLater) this.#open.set(file, opened)
    return opened
  }

  #pressure(text: (file: string) => string | null): PressureCounters | null {
    const { pressure } = this.#files
    const [cpu, memory, io] = [text(pressure.cpu), text(pressure.memory), text(pressure.io)]
    return cpu === null || memory === null || io === null ? null : pressureOf({ cpu, memory, io })
  }

  /** Tasks may wait for the CPU or a disk all the time; to begin with that, one has to run. */
  #readAsleep(text: (file: string) => string | null, before: Counted): Counted {
    if (this.#isQuiet || before.pressure === null) return before
    const [cpu, io] = [text(this.#files.pressure.cpu), text(this.#files.pressure.io)]
    if (cpu === null || io === null) return before
    const { cpuSome, ioSome, ioFull } = pressureOf({ cpu, memory: '', io })
    const then = before.pressure
    this.#isQuiet = cpuSome === then.cpuSome && ioSome === then.ioSome
    return this.#isQuiet ? before : { ...before, pressure: { ...then, cpuSome, ioSome, ioFull } }
  }

  #io(text: (file: string) => string | null): IoCounters | null {
    const { io } = this.#files
    if (io.version === 2) {
      const stat = text(io.stat)
      return stat === null ? null : ioOfV2(stat, this.#stacked)
    }
    const [bytes, operations] = [text(io.bytes), text(io.operations)]
    return bytes === null || operations === null ? null : ioOfV1({ bytes, operations }, this.#stacked)
  }
}

function numberIn(text: string | null, key: string | null): number | null {
  if (text === null) return null
  return key === null ? Number.parseInt(text, 10) : keyedOrNull(text, key)
}

function capOf(text: string | null, cap: CgroupFiles['cap']): GuestCounters['cpuCap'] {
  const periods = text === null ? null : keyedOrNull(text, 'nr_periods')
  if (text === null || periods === null) return null
  return {
    periods,
    throttledPeriods: keyedNumber(text, 'nr_throttled'),
    throttledMicroseconds: keyedNumber(text, cap.throttledKey) / cap.perMicrosecond,
  }
}

function openIfThere(file: string): OpenFile | null {
  try {
    return new OpenFile(file)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
