import type { Limit } from '../limit/model.ts'
import type { SlowInput, Step } from './step.ts'
import { NEAR_MEMORY, WAITED } from './thresholds.ts'

/** What the guest may have, against which its steps are held. */
export type Ground = {
  limit: Limit
  /** CPU it may use: its rate, and no more than its CPUs can give. */
  mayMillicores: number
  /** The largest share of its limits of disk speed that a step used. */
  diskUse(step: Step): number
}

export function groundOf({ limit, cpus }: Pick<SlowInput, 'limit' | 'cpus'>): Ground {
  const speeds = [
    ['ioReadBytes', limit.diskReadBps],
    ['ioWriteBytes', limit.diskWriteBps],
    ['ioReadOperations', limit.diskReadIops],
    ['ioWriteOperations', limit.diskWriteIops],
  ] as const
  return {
    limit,
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
 * Share of time its tasks waited for the disk for the disk's sake. Pages that are read again because the memory is too
 * small are waited for as memory and as disk: that is the memory's.
 */
export function diskStall(step: Step, { limit }: Ground): number {
  const stall = step.of('ioPressureSome')
  const memory = step.of('memoryPressureSome')
  return nearLimit(step, limit.memoryBytes, NEAR_MEMORY) && memory >= WAITED
    ? Math.max(0, stall - memory)
    : stall
}

/**
 * How much of what moved on the disk was others', 0..1: of bytes or of operations, whichever is more theirs. An own use
 * that no host can tell from the others' counts as its own.
 */
export function neighboursShare(step: Step): number {
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
