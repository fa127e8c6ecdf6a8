import { fullAt } from '../hit/index.ts'
import type { HitResource } from '../hit/model.ts'
import type { Limit } from '../limit/model.ts'
import { MIB } from '../units.ts'
import { CAUSES, type HeldCause } from './causes.ts'
import type { Ground } from './ground.ts'
import type { Advice } from './model.ts'
import type { Step } from './step.ts'
import { AT_SPEED, DROPPING_SPEED } from './thresholds.ts'

/** Larger limits that are tried, as factors of what the limit is. */
const FACTORS = [1.25, 1.5, 2, 3, 4, 8] as const

/** Nobody knows how much more was wanted by what was killed or did not fit: doubled is taken to suffice. */
const HEADROOM = 2

/** Waiting all the time would mean an endless demand. */
const WAITED_MOST = 0.95
const PAGE_BYTES = 4096

/** What a step would have used if the limit had not held it back, in the limit's unit; null: it did not. */
type Demand = (step: Step, limit: number) => number | null
type Replay = { field: keyof Limit; resource: HitResource; unit: number; demand: Demand }

const REPLAYS: Partial<Record<HeldCause, readonly Replay[]>> = {
  cpuCap: [{ field: 'cpuMillicores', resource: 'cpu', unit: 50, demand: cpuDemand }],
  memoryCap: [{ field: 'memoryBytes', resource: 'memory', unit: 16 * MIB, demand: memoryDemand }],
  memorySoft: [{ field: 'memoryHighBytes', resource: 'memorySoft', unit: 16 * MIB, demand: memoryDemand }],
  processes: [{ field: 'processes', resource: 'processes', unit: 8, demand: processDemand }],
  diskFull: [
    { field: 'diskBytes', resource: 'diskSpace', unit: 64 * MIB, demand: spaceDemand },
    { field: 'inodes', resource: 'inodes', unit: 1024, demand: inodeDemand },
  ],
  diskSpeed: [
    { field: 'diskReadBps', resource: 'diskRead', unit: MIB, demand: diskDemand('ioReadBytes') },
    { field: 'diskWriteBps', resource: 'diskWrite', unit: MIB, demand: diskDemand('ioWriteBytes') },
    {
      ...{ field: 'diskReadIops', resource: 'diskReadOperations', unit: 10 },
      demand: diskDemand('ioReadOperations'),
    },
    {
      ...{ field: 'diskWriteIops', resource: 'diskWriteOperations', unit: 10 },
      demand: diskDemand('ioWriteOperations'),
    },
  ],
  networkCap: [
    { field: 'networkOutBits', resource: 'networkOut', unit: 1_000_000, demand: networkDemand('Out') },
    { field: 'networkInBits', resource: 'networkIn', unit: 1_000_000, demand: networkDemand('In') },
  ],
}

/** Larger limits and what they would have avoided: a replay of the steps in which the cause held. */
export function adviceFor(cause: HeldCause, steps: readonly Step[], ground: Ground): Advice[] {
  const held = steps.filter((step) => CAUSES[cause].weigh(step, ground) > 0)
  return (REPLAYS[cause] ?? []).flatMap((replay) => ladder(replay, held, ground))
}

function ladder(replay: Replay, held: readonly Step[], ground: Ground): Advice[] {
  const from = ground.limit[replay.field]
  if (typeof from !== 'number') return []
  const wanted = demandsOf(replay, { held, limit: from })
  const hits = sumHits(wanted)
  const advice: Advice[] = []
  for (const factor of FACTORS) {
    const to = Math.ceil((from * factor) / replay.unit) * replay.unit
    const hitsAvoided = sumHits(wanted.filter(({ demand }) => demand <= to))
    if (hitsAvoided > (advice.at(-1)?.hitsAvoided ?? 0)) {
      advice.push({ limit: replay.field, from, to, hits, hitsAvoided })
    }
  }
  return advice
}

type Wanted = { demand: number; hits: number }

/** With the hits of each step; when none was told, each step counts as one. */
function demandsOf(
  { resource, demand }: Replay,
  { held, limit }: { held: readonly Step[]; limit: number },
): Wanted[] {
  const wanted = held.flatMap((step): Wanted[] => {
    const found = demand(step, limit)
    const hits = step.hits.filter((hit) => hit.resource === resource)
    return found === null ? [] : [{ demand: found, hits: hits.reduce((sum, { count }) => sum + count, 0) }]
  })
  return sumHits(wanted) > 0 ? wanted : wanted.map(({ demand: found }) => ({ demand: found, hits: 1 }))
}

function sumHits(wanted: readonly Wanted[]): number {
  return wanted.reduce((sum, { hits }) => sum + hits, 0)
}

/** It used this much in the time in which it was let. */
function cpuDemand(step: Step): number | null {
  const throttled = step.of('cpuThrottled')
  return throttled === 0 ? null : stretched(step.of('cpuMillicores'), throttled)
}

function stretched(used: number, waited: number): number {
  return used / (1 - Math.min(waited, WAITED_MOST))
}

/** Pages that were read anew would have stayed, and what was swapped out too. */
function memoryDemand(step: Step, limit: number): number {
  if (step.hits.some(({ effect }) => effect === 'killed')) return limit * HEADROOM
  return limit + step.of('swapBytes') + step.of('majorFaults') * step.seconds * PAGE_BYTES
}

/** Each fork that was refused would have been one process more. */
function processDemand(step: Step, limit: number): number {
  return step.hits
    .filter(({ resource }) => resource === 'processes')
    .reduce((sum, { count }) => sum + count, limit)
}

function spaceDemand(step: Step, limit: number): number | null {
  return step.of('diskBytes') >= fullAt(limit) ? limit * HEADROOM : null
}

function inodeDemand(step: Step, limit: number): number | null {
  return step.of('inodes') >= limit ? limit * HEADROOM : null
}

function diskDemand(
  metric: 'ioReadBytes' | 'ioWriteBytes' | 'ioReadOperations' | 'ioWriteOperations',
): Demand {
  return (step, limit) => {
    const rate = step.of(metric)
    return rate >= limit * AT_SPEED ? stretched(rate, step.of('ioPressureSome')) : null
  }
}

/** What TCP would have sent is not known: it slows down by itself. */
function networkDemand(direction: 'In' | 'Out'): Demand {
  return (step, limit) => {
    const bits = (step.of(`network${direction}4Bytes`) + step.of(`network${direction}6Bytes`)) * 8
    return bits >= limit * DROPPING_SPEED ? limit * HEADROOM : null
  }
}
