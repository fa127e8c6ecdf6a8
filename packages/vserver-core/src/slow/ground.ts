import type { Limit } from '../limit/model.ts'
import type { SlowInput, Step } from './step.ts'
import { FAULTS_MANY, NEAR_MEMORY, WAITED } from './thresholds.ts'

/** What the guest may have, against which its steps are held. */
export type Ground = {
  limit: Limit
  /** CPU it may use: its rate, and no more than its CPUs can give. */
  mayMillicores: number
  /** Hits of processes are gathered: between two of them, being at the limit is being refused. */
  isRefusedProcesses: boolean
  /** The largest share of its limits of disk speed that a step used. */
  diskUse(step: Step): number
}

export function groundOf({ limit, cpus, hits }: Pick<SlowInput, 'limit' | 'cpus' | 'hits'>): Ground {
  const speeds = [
    ['ioReadBytes', limit.diskReadBps],
    ['ioWriteBytes', limit.diskWriteBps],
    ['ioReadOperations', limit.diskReadIops],
    ['ioWriteOperations', limit.diskWriteIops],
  ] as const
  return {
    limit,
    isRefusedProcesses: hits.some(({ resource }) => resource === 'processes'),
    mayMillicores: Math.min(limit.cpuMillicores ?? Number.POSITIVE_INFINITY, cpus * 1000),
    diskUse: (step) =>
      Math.max(...speeds.map(([metric, most]) => (most === null ? 0 : step.of(metric) / most))),
  }
}

/** CPU of its rate that a step left unused. */
export function unusedMillicores(step: Step, { mayMillicores }: Ground): number {
  return Math.max(0, mayMillicores - step.of('cpuMillicores'))
}

/** The sum of its kinds counts too: what could be taken back at once is not part of memoryBytes, but of the limit. */
export function nearLimit(step: Step, limit: number | null, part: number): boolean {
  const kinds = step.of('memoryAnonBytes') + step.of('memoryFileBytes') + step.of('memoryKernelBytes')
  return limit !== null && Math.max(step.of('memoryBytes'), kinds) >= limit * part
}

/**
 * Share of time its tasks waited because its memory was at this limit: for memory itself, or for the disk to give pages
 * of its programs back. 0 where it was not.
 */
export function memoryStall(step: Step, limit: number | null): number {
  if (!nearLimit(step, limit, NEAR_MEMORY)) return 0
  const isReading = step.of('majorFaults') >= FAULTS_MANY
  return Math.max(step.of('memoryPressureSome'), isReading ? step.of('ioPressureSome') : 0)
}

/** Share of time its tasks waited for memory that the host is short of; 0 where its own limits explain it. */
export function hostMemoryStall(step: Step, { limit }: Ground): number {
  const isOwn = [limit.memoryBytes, limit.memoryHighBytes].some((most) => nearLimit(step, most, NEAR_MEMORY))
  const isHit = step.hits.some(({ resource }) => resource === 'memory')
  const isHosts = (step.host('memoryPressureSome') ?? 0) >= WAITED
  return !isOwn && !isHit && isHosts ? step.of('memoryPressureSome') : 0
}

/** Share of time its tasks waited for the disk for the disk's sake, not for its memory's or the host's. */
export function diskStall(step: Step, ground: Ground): number {
  const memory = Math.max(memoryStall(step, ground.limit.memoryBytes), hostMemoryStall(step, ground))
  const stall = step.of('ioPressureSome')
  return memory >= WAITED ? Math.max(0, stall - memory) : stall
}

/**
 * How much of what moved on the disk was others', 0..1: of bytes or of operations, whichever is more theirs. Where one of
 * both is not known, nobody is blamed.
 */
export function neighboursShare(step: Step): number {
  if (step.guest('ioReadBytes') === null && step.guest('ioWriteBytes') === null) return 0
  const pairs = [
    [
      step.of('ioReadBytes') + step.of('ioWriteBytes'),
      sum(step.host('ioReadBytes'), step.host('ioWriteBytes')),
    ],
    [
      step.of('ioReadOperations') + step.of('ioWriteOperations'),
      sum(step.host('ioReadOperations'), step.host('ioWriteOperations')),
    ],
  ] as const
  return Math.max(...pairs.map(([own, all]) => (all === null || all <= own ? 0 : 1 - own / all)))
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
