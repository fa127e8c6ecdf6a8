import type { GuestCounters } from '../host.ts'
import { SECOND_MS } from '../units.ts'
import { type LoadAverage, NO_LOAD, nextLoad } from './load-average.ts'
import type { Sample } from './model.ts'

/** Time between two readings of one guest. */
export const SAMPLE_STEP_SECONDS = 2

type Reading = { atMs: number; startedAtMs: number; counters: GuestCounters }

/** The sample of a reading; `previous` is the guest's last one, null or of an earlier run when it has just started. */
export function nextSample(previous: Sample | null, { atMs, startedAtMs, counters }: Reading): Sample {
  const before = previous !== null && previous.at >= startedAtMs && previous.at < atMs ? previous : null
  const elapsedSeconds = (atMs - (before?.at ?? startedAtMs)) / SECOND_MS
  const steps = Math.max(1, Math.round(elapsedSeconds / SAMPLE_STEP_SECONDS))
  const [load1, load5, load15] = nextLoad(loadOf(before), counters.activeTasks, {
    stepSeconds: SAMPLE_STEP_SECONDS,
    steps: before === null ? 1 : steps,
  })
  const usedMicroseconds = counters.cpuUsageMicroseconds - (before?.cpuUsageMicroseconds ?? 0)
  return {
    at: atMs,
    uptimeSeconds: Math.max(0, (atMs - startedAtMs) / SECOND_MS),
    load1,
    load5,
    load15,
    cpuMillicores: millicores(usedMicroseconds, elapsedSeconds),
    cpuUsageMicroseconds: counters.cpuUsageMicroseconds,
    memoryBytes: counters.memoryBytes,
    processes: counters.processes,
  }
}

function loadOf(sample: Sample | null): LoadAverage {
  return sample === null ? NO_LOAD : [sample.load1, sample.load5, sample.load15]
}

/** A microsecond of CPU in a second is a millionth of a core. */
function millicores(usedMicroseconds: number, elapsedSeconds: number): number {
  if (elapsedSeconds <= 0) return 0
  return Math.max(0, Math.round(usedMicroseconds / elapsedSeconds / 1000))
}
