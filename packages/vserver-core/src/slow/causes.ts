import { fullAt } from '../hit/index.ts'
import type { HitEffect, HitResource } from '../hit/model.ts'
import type { Limit } from '../limit/model.ts'
import {
  diskStall,
  type Ground,
  hostMemoryStall,
  memoryStall,
  nearLimit,
  neighboursShare,
  unusedMillicores,
} from './ground.ts'
import type { Evidence, SlowCause } from './model.ts'
import type { Step } from './step.ts'
import {
  ALL_CPU,
  AT_SPEED,
  DROPPING_SPEED,
  FAULTS_MANY,
  NEAR_MEMORY,
  NEAR_PROCESSES,
  WAITED,
} from './thresholds.ts'

export type HeldCause = Exclude<SlowCause, 'unknownGap' | 'nothing'>

export type Cause = {
  /** Share of the step's time that it cost, 0 where it did not hold; 1 where something failed for it. */
  weigh(step: Step, ground: Ground): number
  /** What speaks for it, and what that is compared with. */
  evidence: readonly (readonly [Evidence['metric'], (ground: Ground) => number | null])[]
}

const waited = () => WAITED
const none = () => null
const limitOf =
  (field: keyof Limit, per = 1) =>
  ({ limit }: Ground): number | null => {
    const value = limit[field]
    return typeof value === 'number' ? value / per : null
  }

/** Each cause by itself; the heaviest over the range is the verdict. Source of what pressure means: kernel accounting/psi. */
export const CAUSES: Record<HeldCause, Cause> = {
  cpuCap: {
    weigh: (step, ground) => {
      const throttled = step.of('cpuThrottled')
      if (throttled >= WAITED) return throttled
      // It got all of its rate, or all that its CPUs can give: its own tasks wait for each other.
      const used = step.of('cpuMillicores') / ground.mayMillicores
      const pressure = step.of('cpuPressureSome')
      return used >= ALL_CPU && pressure >= WAITED ? pressure : 0
    },
    evidence: [
      ['cpuThrottled', waited],
      ['cpuMillicores', ({ mayMillicores }) => mayMillicores],
      ['cpuPressureSome', waited],
    ],
  },
  neighbourCpu: {
    weigh: (step, ground) => {
      const waitedFor = step.of('cpuPressureSome') - step.of('cpuThrottled')
      const lost = Math.min(waitedFor, unusedMillicores(step, ground) / 1000)
      return step.of('cpuMillicores') / ground.mayMillicores < ALL_CPU && lost >= WAITED ? lost : 0
    },
    evidence: [
      ['cpuPressureSome', waited],
      ['cpuThrottled', waited],
      ['cpuMillicores', ({ mayMillicores }) => mayMillicores],
      ['host.cpuMillicores', none],
    ],
  },
  memoryCap: {
    weigh: (step, { limit }) => {
      if (isHit(step, 'memory', 'killed')) return 1
      const isHeld = limit.memoryBytes !== null && isHit(step, 'memory')
      const stall = Math.max(memoryStall(step, limit.memoryBytes), isHeld ? step.of('memoryPressureSome') : 0)
      return stall >= WAITED ? stall : 0
    },
    evidence: [
      ['memoryPressureSome', waited],
      ['memoryBytes', limitOf('memoryBytes')],
      ['majorFaults', () => FAULTS_MANY],
      ['ioPressureSome', waited],
    ],
  },
  memorySoft: {
    weigh: (step, { limit }) => {
      if (limit.memoryHighBytes === null || isHit(step, 'memory')) return 0
      const isNear = nearLimit(step, limit.memoryHighBytes, NEAR_MEMORY) || isHit(step, 'memorySoft')
      const pressure = step.of('memoryPressureSome')
      return isNear && !nearLimit(step, limit.memoryBytes, NEAR_MEMORY) && pressure >= WAITED ? pressure : 0
    },
    evidence: [
      ['memoryPressureSome', waited],
      ['memoryBytes', limitOf('memoryHighBytes')],
    ],
  },
  hostMemory: {
    weigh: (step, ground) => {
      const stall = hostMemoryStall(step, ground)
      return stall >= WAITED ? stall : 0
    },
    evidence: [
      ['memoryPressureSome', waited],
      ['memoryBytes', limitOf('memoryBytes')],
      ['host.memoryPressureSome', waited],
    ],
  },
  diskSpeed: {
    weigh: (step, ground) => {
      const stall = diskStall(step, ground)
      const isOwn = ground.diskUse(step) >= AT_SPEED || neighboursShare(step) < 0.5
      return stall >= WAITED && isOwn ? stall : 0
    },
    evidence: [
      ['ioPressureSome', waited],
      ['ioReadBytes', limitOf('diskReadBps')],
      ['ioWriteBytes', limitOf('diskWriteBps')],
      ['ioReadOperations', limitOf('diskReadIops')],
      ['ioWriteOperations', limitOf('diskWriteIops')],
    ],
  },
  neighbourDisk: {
    weigh: (step, ground) => {
      const stall = diskStall(step, ground)
      const isOwn = ground.diskUse(step) >= AT_SPEED || neighboursShare(step) < 0.5
      return stall >= WAITED && !isOwn ? stall : 0
    },
    evidence: [
      ['ioPressureSome', waited],
      ['ioReadBytes', none],
      ['ioWriteBytes', none],
      ['host.ioReadBytes', none],
      ['host.ioWriteBytes', none],
    ],
  },
  diskFull: {
    weigh: (step, { limit }) => {
      const isFull =
        reaches(step.guest('diskBytes'), limit.diskBytes === null ? null : fullAt(limit.diskBytes)) ||
        reaches(step.guest('inodes'), limit.inodes)
      return isFull || isHit(step, 'diskSpace') || isHit(step, 'inodes') ? 1 : 0
    },
    evidence: [
      ['diskBytes', limitOf('diskBytes')],
      ['inodes', limitOf('inodes')],
    ],
  },
  networkCap: {
    weigh: (step, { limit }) => {
      const used = Math.max(
        share((step.of('networkIn4Bytes') + step.of('networkIn6Bytes')) * 8, limit.networkInBits),
        share((step.of('networkOut4Bytes') + step.of('networkOut6Bytes')) * 8, limit.networkOutBits),
      )
      const isDropping =
        step.of('networkDropped') > 0 || isHit(step, 'networkOut') || isHit(step, 'networkIn')
      return used >= (isDropping ? DROPPING_SPEED : AT_SPEED) ? Math.min(1, used) : 0
    },
    evidence: [
      ['networkDropped', none],
      ['networkOut4Bytes', limitOf('networkOutBits', 8)],
      ['networkOut6Bytes', limitOf('networkOutBits', 8)],
      ['networkIn4Bytes', limitOf('networkInBits', 8)],
      ['networkIn6Bytes', limitOf('networkInBits', 8)],
    ],
  },
  processes: {
    weigh: (step, { limit, isRefusedProcesses }) => {
      const isAtLimit = limit.processes !== null && step.of('processes') >= limit.processes * NEAR_PROCESSES
      return isHit(step, 'processes') || (isRefusedProcesses && isAtLimit) ? 1 : 0
    },
    evidence: [['processes', limitOf('processes')]],
  },
}

/** The hits that speak for a cause. */
export const RESOURCES_OF: Record<HeldCause, readonly HitResource[]> = {
  cpuCap: ['cpu'],
  neighbourCpu: [],
  memoryCap: ['memory', 'swap'],
  memorySoft: ['memorySoft'],
  hostMemory: [],
  diskSpeed: ['diskRead', 'diskWrite', 'diskReadOperations', 'diskWriteOperations'],
  neighbourDisk: [],
  diskFull: ['diskSpace', 'inodes'],
  networkCap: ['networkOut', 'networkIn'],
  processes: ['processes'],
}

function isHit({ hits }: Step, resource: HitResource, effect?: HitEffect): boolean {
  return hits.some((hit) => hit.resource === resource && (effect === undefined || hit.effect === effect))
}

function share(value: number, limit: number | null): number {
  return limit === null ? 0 : value / limit
}

function reaches(value: number | null, limit: number | null): boolean {
  return value !== null && limit !== null && value >= limit
}
