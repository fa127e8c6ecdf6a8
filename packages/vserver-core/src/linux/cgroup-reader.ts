import type { GuestName } from '../guest/model.ts'
import type { GuestCounters } from '../host.ts'
import { countActiveTasks } from './active-tasks.ts'
import { type CgroupFiles, type CgroupMode, cgroupFiles, keyedNumber } from './cgroup-layout.ts'
import { isGone } from './missing.ts'
import { OpenFile } from './open-file.ts'

type Open = { files: CgroupFiles; cpu: OpenFile; used: OpenFile; stat: OpenFile; processes: OpenFile }

/** Reads the counters of guests; files stay open for as long as the guest's cgroups live. */
export class CgroupReader {
  readonly #place: { mode: CgroupMode; mount: string; parent: string }
  readonly #open = new Map<GuestName, Open>()

  constructor(place: { mode: CgroupMode; mount: string; parent: string }) {
    this.#place = place
  }

  /** Null when the guest has no cgroups. */
  async read(name: GuestName): Promise<GuestCounters | null> {
    // A guest that was started again has new cgroups, and the old files say that they have gone.
    return this.#tryRead(name) ?? this.#tryRead(name)
  }

  forget(name: GuestName): void {
    const open = this.#open.get(name)
    if (open === undefined) return
    this.#open.delete(name)
    for (const file of [open.cpu, open.used, open.stat, open.processes]) file.close()
  }

  close(): void {
    for (const name of [...this.#open.keys()]) this.forget(name)
  }

  #tryRead(name: GuestName): GuestCounters | null {
    try {
      const open = this.#open.get(name) ?? this.#openAll(name)
      return {
        cpuUsageMicroseconds: Math.round(open.files.cpu.toMicroseconds(open.cpu.read())),
        memoryBytes: memoryOf(open),
        processes: Number(open.processes.read()),
        activeTasks: countActiveTasks(open.files.tasks),
      }
    } catch (error) {
      this.forget(name)
      if (isGone(error)) return null
      throw error
    }
  }

  #openAll(name: GuestName): Open {
    const files = cgroupFiles({ ...this.#place, guest: name })
    const opened: OpenFile[] = []
    const open = (file: string): OpenFile => {
      const openFile = new OpenFile(file)
      opened.push(openFile)
      return openFile
    }
    try {
      const all = {
        files,
        cpu: open(files.cpu.file),
        used: open(files.memory.used),
        stat: open(files.memory.stat),
        processes: open(files.processes),
      }
      this.#open.set(name, all)
      return all
    } catch (error) {
      for (const file of opened) file.close()
      throw error
    }
  }
}

/** What the kernel could not give back at once: inactive file pages do not count, as in `docker stats`. */
function memoryOf({ files, used, stat }: Open): number {
  const inactive = keyedNumber(stat.read(), files.memory.inactiveKey)
  return Math.max(0, Number(used.read()) - inactive)
}
