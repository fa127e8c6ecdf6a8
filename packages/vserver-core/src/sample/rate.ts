import type { PressureCounters } from './counters.ts'

/** Growth of a counter per second; null when one of its readings is not known. One that restarts has not grown. */
export function rateOf(
  now: number | null | undefined,
  then: number | null | undefined,
  seconds: number,
): number | null {
  if (now == null || then == null || seconds <= 0) return null
  return Math.max(0, now - then) / seconds
}

/** Share of a time that a count of its microseconds grew by, 0..1. */
export function shareOf(
  now: number | null | undefined,
  then: number | null | undefined,
  seconds: number,
): number | null {
  const rate = rateOf(now, then, seconds)
  return rate === null ? null : Math.min(1, rate / 1_000_000)
}

export function pressureShares(
  now: PressureCounters | null,
  then: PressureCounters | null | undefined,
  seconds: number,
) {
  const share = (key: keyof PressureCounters) => shareOf(now?.[key], then?.[key], seconds)
  return {
    cpuPressureSome: share('cpuSome'),
    memoryPressureSome: share('memorySome'),
    memoryPressureFull: share('memoryFull'),
    ioPressureSome: share('ioSome'),
    ioPressureFull: share('ioFull'),
  }
}

/** A microsecond of CPU in a second is a millionth of a core. */
export function millicores(usedMicroseconds: number, elapsedSeconds: number): number {
  if (elapsedSeconds <= 0) return 0
  return Math.max(0, Math.round(usedMicroseconds / elapsedSeconds / 1000))
}
