import type { Limit } from '../limit/model.ts'
import { fullAt } from './full-disk.ts'
import type { HitCount } from './model.ts'

/** What is told of a guest beside counters; null where it is not known. */
export type Levels = {
  diskBytes: number | null
  inodes: number | null
  ioReadBytes: number | null
  ioWriteBytes: number | null
  ioReadOperations: number | null
  ioWriteOperations: number | null
  ioPressureSome: number | null
}

/** The disk's throttle lets bursts through, so an interval at the limit measures a little less or more. */
const AT_SPEED = 0.9
/** Share of time its tasks waited for the disk, from which on a limit of speed holds the guest back. */
const WAITED = 0.1

/**
 * Hits of limits of which the kernel keeps no count, as of refusals of ext4 and xfs: a disk that has become full since the levels before, and an interval in
 * which the disk's limits of speed were reached and waited for. `previous` is null when nobody has looked before: a
 * disk that is full then has been so for nobody knows how long.
 */
export function hitsAtLevel(previous: Levels | null, next: Levels, limit: Limit): HitCount[] {
  const isFull = (levels: Levels) => ({
    diskSpace: reaches(levels.diskBytes, limit.diskBytes === null ? null : fullAt(limit.diskBytes)),
    inodes: reaches(levels.inodes, limit.inodes),
  })
  const [before, now] = [previous === null ? isFull(next) : isFull(previous), isFull(next)]
  const filled = (['diskSpace', 'inodes'] as const)
    .filter((resource) => now[resource] && !before[resource])
    .map((resource): HitCount => ({ resource, effect: 'refused', count: 1 }))
  return [...filled, ...slowed(next, limit)]
}

function slowed(levels: Levels, limit: Limit): HitCount[] {
  if ((levels.ioPressureSome ?? 0) < WAITED) return []
  const speeds = [
    ['diskRead', levels.ioReadBytes, limit.diskReadBps],
    ['diskWrite', levels.ioWriteBytes, limit.diskWriteBps],
    ['diskReadOperations', levels.ioReadOperations, limit.diskReadIops],
    ['diskWriteOperations', levels.ioWriteOperations, limit.diskWriteIops],
  ] as const
  return speeds
    .filter(([, rate, most]) => reaches(rate, most === null ? null : most * AT_SPEED))
    .map(([resource]): HitCount => ({ resource, effect: 'throttled', count: 1 }))
}

function reaches(value: number | null, limit: number | null): boolean {
  return value !== null && limit !== null && value >= limit
}
