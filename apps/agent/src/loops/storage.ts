import { DISK_TICK_MS } from '../disk/disk-watch.ts'
import { MEASURE_TICK_MS, measureNext } from '../disk/measure-loop.ts'
import { beginSweep } from '../operations/storage-operation.ts'
import type { Agent } from '../services.ts'
import { Nightly } from './nightly.ts'
import { periodic } from './periodic.ts'

type Settings = { sweepHour: number | null; signal: AbortSignal }

/** What is done for the storage without anybody asking. */
export function storageLoops(agent: Agent, { sweepHour, signal }: Settings): ReturnType<typeof periodic>[] {
  const { host, disk, log } = agent
  const sweep = new Nightly(host, { hour: sweepHour, act: () => beginSweep(agent) })
  const told = new Set<string>()
  // A storage that cannot tell is reported once, not every ten seconds.
  const fault = (loop: string) => (error: unknown) => {
    const text = `${loop}: ${String(error)}`
    if (told.has(text)) return
    told.add(text)
    log.error(loop, error)
  }
  return [
    periodic(DISK_TICK_MS, () => disk.tick(), fault('disk')),
    periodic(MEASURE_TICK_MS, () => measureNext({ host, disk }, signal), fault('measure')),
    periodic(MEASURE_TICK_MS, () => sweep.tick(), fault('sweep')),
  ]
}
