import { DISK_TICK_MS } from '../disk/disk-watch.ts'
import { MEASURE_TICK_MS, measureNext } from '../disk/measure-loop.ts'
import { beginSweep } from '../operations/storage-operation.ts'
import type { Agent } from '../services.ts'
import { Nightly } from './nightly.ts'
import { onceEach } from './once-each.ts'
import { periodic } from './periodic.ts'

type Settings = { sweepHour: number | null; signal: AbortSignal }

/** What is done for the storage without anybody asking. */
export function storageLoops(agent: Agent, { sweepHour, signal }: Settings): ReturnType<typeof periodic>[] {
  const { host, disk, log } = agent
  const sweep = new Nightly(host, { hour: sweepHour, act: () => beginSweep(agent) })
  return [
    periodic(DISK_TICK_MS, () => disk.tick(), onceEach('disk', log)),
    periodic(MEASURE_TICK_MS, () => measureNext({ host, disk }, signal), onceEach('measure', log)),
    periodic(MEASURE_TICK_MS, () => sweep.tick(), onceEach('sweep', log)),
  ]
}
