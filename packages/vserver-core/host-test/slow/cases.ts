import type { CreateGuestInput } from '../../src/guest/model.ts'
import type { LimitChange } from '../../src/limit/model.ts'
import { Network } from '../../src/network/model.ts'
import type { SlowCause } from '../../src/slow/model.ts'
import { GIB, MIB } from '../../src/units.ts'
import { IS_V2 } from '../limit/guest-view.ts'
import { FAR4 } from '../network/host-namespace.ts'
import { TINY_LIMIT } from '../scratch.ts'

/** A cause that is injected into a real guest. */
export type SlowCase = Injected & { cause: SlowCause; title: string }

type Injected = {
  /** Set when everything is in place. */
  limit?: LimitChange
  /** Arguments of program/load.c, each one a program of the guest. */
  loads?: string[]
  /** Size of the file that is read or written, in MiB. */
  ballast?: number
  create?: Partial<CreateGuestInput>
  neighbours?: { count: number; limit: LimitChange; load: string; ballast?: number }
  /** Memory that all guests have together. */
  hostMemoryBytes?: number
  /** What somebody far away sends to the guest. */
  outside?: string
  /** Share of the time at the end that nobody measures. */
  gap?: number
  /** Other causes that must be told as well. */
  also?: SlowCause[]
}

const ADDRESS = '203.0.113.9'
const JOINED: Partial<CreateGuestInput> = {
  network: Network.parse({ mode: 'private', peers: true, addresses: [`${ADDRESS}/32`] }),
}
const inImage = (diskBytes: number): Partial<CreateGuestInput> => ({
  backend: 'image',
  limit: { ...TINY_LIMIT, diskBytes },
})
const QUIET = { cpuSet: '0', cpuMillicores: null, cpuWeight: 100 }
const LOUD = { cpuSet: '0', cpuMillicores: null, cpuWeight: 1000 }
const FREE = { cpuMillicores: null, swapBytes: 0 }
/** More than any disk gives: on cgroup v1 nothing is counted before some guest has a limit of the disk. */
const COUNTED = { cpuMillicores: null, diskReadBps: 64 * GIB }

/** Of cgroup v2: v1 only takes memory back when the whole machine is short of it. */
const MEMORY_SOFT: Record<string, Injected> = {
  'a program above 48 MiB': { limit: { memoryHighBytes: 48 * MIB, ...FREE }, loads: ['take 100'] },
  'a program above 96 MiB': { limit: { memoryHighBytes: 96 * MIB, ...FREE }, loads: ['take 160'] },
}

const INJECTED: Partial<Record<SlowCause, Record<string, Injected>>> = {
  cpuCap: {
    'a task at 50 millicores': { limit: { cpuMillicores: 50 }, loads: ['spin 1'] },
    'a task at 100 millicores': { limit: { cpuMillicores: 100 }, loads: ['spin 1'] },
    'two tasks at 200 millicores': { limit: { cpuMillicores: 200 }, loads: ['spin 2'] },
    'four tasks at 300 millicores': { limit: { cpuMillicores: 300 }, loads: ['spin 4'] },
    'a task that rests, at half of what it wants': {
      limit: { cpuMillicores: 100, cpuIntervalUs: 10_000 },
      loads: ['rest 20 60'],
    },
    'a task with a burst': { limit: { cpuMillicores: 150, cpuBurstUs: 10_000 }, loads: ['spin 1'] },
  },
  memoryCap: {
    'killed at 48 MiB': { limit: { memoryBytes: 48 * MIB, swapBytes: 0 }, loads: ['take 200'] },
    'killed at 96 MiB': { limit: { memoryBytes: 96 * MIB, swapBytes: 0 }, loads: ['take 300'] },
    'a program that does not fit beside its data, 48 MiB': {
      limit: { memoryBytes: 48 * MIB, ...FREE },
      loads: ['thrash 10 64', 'thrash 10 64', 'thrash 10 64'],
      ballast: 64,
    },
    'a program that does not fit beside its data, 64 MiB': {
      limit: { memoryBytes: 64 * MIB, ...FREE },
      loads: ['thrash 15 64', 'thrash 15 64', 'thrash 15 64'],
      ballast: 64,
    },
  },
  diskSpeed: {
    'reads at 1 MiB/s': { limit: { diskReadBps: MIB }, loads: ['read 64 1'], ballast: 16 },
    'four readers at 4 MiB/s': { limit: { diskReadBps: 4 * MIB }, loads: ['read 128 4'], ballast: 16 },
    'small reads, 50 in a second': { limit: { diskReadIops: 50 }, loads: ['read 4 2'], ballast: 16 },
    'writes at 1 MiB/s': { limit: { diskWriteBps: MIB }, loads: ['write 64 1'], ballast: 16 },
    'small writes, 60 in a second': { limit: { diskWriteIops: 60 }, loads: ['write 4 2'], ballast: 16 },
  },
  diskFull: {
    'an image of 64 MiB': {
      create: inImage(64 * MIB),
      ballast: 40,
      limit: { cpuMillicores: null },
      loads: ['fill'],
    },
    'an image of 96 MiB': { create: inImage(96 * MIB), loads: ['fill', 'rest 1 200'] },
    'a busy guest whose image is full': {
      create: inImage(80 * MIB),
      loads: ['fill', 'rest 20 60'],
      limit: { cpuMillicores: 100 },
      also: ['cpuCap'],
    },
  },
  processes: {
    'twenty of them': { limit: { processes: 20 }, loads: ['fork 40'] },
    'thirty-two': { limit: { processes: 32 }, loads: ['fork 100'] },
    'as many as a guest has': { loads: ['fork 200'] },
    'and its CPU at its cap too': {
      limit: { processes: 24, cpuMillicores: 100 },
      loads: ['rest 20 60', 'fork 100'],
      also: ['cpuCap'],
    },
  },
  networkCap: {
    'four times what it may send': {
      create: JOINED,
      limit: { networkOutBits: 1_000_000 },
      loads: [`send ${FAR4} 4000`],
    },
    'a little more than it may send': {
      create: JOINED,
      limit: { networkOutBits: 4_000_000 },
      loads: [`send ${FAR4} 5000`],
    },
    'more than it may be sent': {
      create: JOINED,
      limit: { networkInBits: 1_000_000 },
      outside: `send ${ADDRESS} 4000`,
    },
  },
  neighbourCpu: {
    'one neighbour with a larger share': {
      limit: QUIET,
      loads: ['spin 1'],
      neighbours: { count: 1, limit: LOUD, load: 'spin 3' },
    },
    'three neighbours with the same share': {
      limit: QUIET,
      loads: ['spin 1'],
      neighbours: { count: 3, limit: QUIET, load: 'spin 2' },
    },
    'a guest that rests now and then': {
      limit: QUIET,
      loads: ['rest 10 10'],
      neighbours: { count: 2, limit: LOUD, load: 'spin 2' },
    },
    'a guest with a rate that it never gets': {
      limit: { ...QUIET, cpuMillicores: 800 },
      loads: ['spin 2'],
      neighbours: { count: 2, limit: LOUD, load: 'spin 2' },
    },
  },
  neighbourDisk: {
    'small reads beside large ones': {
      limit: COUNTED,
      ballast: 16,
      loads: ['read 4 1'],
      neighbours: { count: 1, limit: COUNTED, load: 'read 1024 6', ballast: 64 },
    },
    'small reads beside those of two neighbours': {
      limit: COUNTED,
      ballast: 16,
      loads: ['read 4 1'],
      neighbours: { count: 2, limit: COUNTED, load: 'read 512 4', ballast: 64 },
    },
  },
  hostMemory: {
    'files in the cache beside a neighbour that writes': {
      ...{ hostMemoryBytes: 128 * MIB, limit: FREE, ballast: 64, loads: ['cache 64 1'] },
      neighbours: { count: 1, limit: FREE, load: 'cache 256 2', ballast: 256 },
    },
    'files in the cache beside two neighbours that write': {
      ...{ hostMemoryBytes: 192 * MIB, limit: FREE, ballast: 128, loads: ['cache 128 1'] },
      neighbours: { count: 2, limit: FREE, load: 'cache 256 1', ballast: 256 },
    },
    'files in the cache beside a neighbour that takes memory': {
      ...{ hostMemoryBytes: 128 * MIB, limit: FREE, ballast: 128, loads: ['cache 128 1'] },
      neighbours: { count: 1, limit: FREE, load: 'take 70' },
    },
    'files in the cache beside a neighbour that keeps memory': {
      ...{ hostMemoryBytes: 128 * MIB, limit: FREE, ballast: 128, loads: ['cache 128 1'] },
      neighbours: { count: 1, limit: FREE, load: 'hold 70' },
    },
  },
  ...(IS_V2 ? { memorySoft: MEMORY_SOFT } : {}),
  nothing: {
    'a guest that sleeps': {},
    'a guest that works a little': { loads: ['rest 1 200'] },
    'many processes, not too many': { loads: ['fork 30'] },
    'a disk that is half full': { create: inImage(96 * MIB), ballast: 32, loads: ['rest 1 200'] },
    'some datagrams': {
      create: JOINED,
      limit: { networkOutBits: 8_000_000 },
      loads: [`send ${FAR4} 400`],
    },
    'a read now and then': { limit: { diskReadBps: MIB }, ballast: 16, loads: ['pause-read 4 300'] },
  },
  unknownGap: {
    'a busy guest that nobody measures': { limit: { cpuMillicores: 100 }, loads: ['spin 1'], gap: 0.7 },
    'a quiet guest that nobody measures': { gap: 0.8 },
  },
}

export const CASES: SlowCase[] = Object.entries(INJECTED).flatMap(([cause, cases]) =>
  Object.entries(cases).map(([title, injected]) => ({ cause: cause as SlowCause, title, ...injected })),
)

export function caseOf(cause: SlowCause, title: string): SlowCase {
  const found = CASES.find((one) => one.cause === cause && one.title === title)
  if (found === undefined) throw new Error(`There is no case "${title}" of ${cause}.`)
  return found
}
