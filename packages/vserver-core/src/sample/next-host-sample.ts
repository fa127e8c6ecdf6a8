import { SECOND_MS } from '../units.ts'
import type { HostCounters } from './counters.ts'
import type { HostSample } from './model.ts'
import { millicores, pressureShares, rateOf } from './rate.ts'

type Reading = { atMs: number; guestsRunning: number; counters: HostCounters }

/** The sample of a host between two readings of its counters. */
export function nextHostSample(then: HostCounters, { atMs, guestsRunning, counters }: Reading): HostSample {
  const seconds = (counters.clockMs - then.clockMs) / SECOND_MS
  const { load1, memoryBytes, swapBytes, storageBytes } = counters
  return {
    at: atMs,
    ...{ load1, memoryBytes, swapBytes, storageBytes, guestsRunning },
    cpuMillicores: millicores(counters.cpuBusyMicroseconds - then.cpuBusyMicroseconds, seconds),
    ...pressureShares(counters.pressure, then.pressure, seconds),
    ioReadBytes: rateOf(counters.io?.readBytes, then.io?.readBytes, seconds),
    ioWriteBytes: rateOf(counters.io?.writeBytes, then.io?.writeBytes, seconds),
    ioReadOperations: rateOf(counters.io?.readOperations, then.io?.readOperations, seconds),
    ioWriteOperations: rateOf(counters.io?.writeOperations, then.io?.writeOperations, seconds),
  }
}
