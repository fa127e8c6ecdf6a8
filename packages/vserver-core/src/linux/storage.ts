import { readFile } from 'node:fs/promises'
import { BACKEND, ENFORCEMENT, PROBE_FLAG, type ReplyOf, STORAGE_FEATURE } from '@vserver/native'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import {
  BACKENDS,
  type DiskUse,
  ENFORCEMENTS,
  type Enforcement,
  STORAGE_FEATURES,
  type Storage,
} from '../storage/model.ts'
import type { Broker } from './broker.ts'
import type { Paths } from './paths.ts'

/** tested: a self-test may have changed which limits the host can enforce. */
export function linuxStorage(broker: Broker, paths: Paths, tested: () => void): Host['storage'] {
  return {
    probe: async ({ selfTest }) => {
      const flags = selfTest ? PROBE_FLAG.selfTest : 0
      const reply = await broker.ask('storageProbe', { flags }, 'storage')
      if (selfTest) tested()
      return storageOf(reply)
    },
    diskUse: async () => {
      const { measuredAt, durationUs } = await broker.ask('diskUse', {}, 'storage')
      const text = await readFile(paths.diskUse, 'utf8')
      return {
        at: isoOf(measuredAt),
        durationUs,
        guests: text.split('\n').filter(Boolean).map(parseLine),
      }
    },
  }
}

const isoOf = (ms: number): string => new Date(ms).toISOString()

function storageOf(reply: ReplyOf<'storageProbe'>): Storage {
  const { poolObjects, poolBytes, poolCountedAt } = reply
  const failure = `${reply.testStage}: errno ${-reply.testError}`
  return {
    filesystem: reply.filesystem,
    features: STORAGE_FEATURES.filter((name) => reply.features & STORAGE_FEATURE[name]),
    backends: BACKENDS.filter((name) => reply.backends & (1 << BACKEND[name])),
    enforcement: enforcementOf(reply.enforcement),
    selfTest:
      reply.testedAt === 0
        ? null
        : {
            at: isoOf(reply.testedAt),
            passed: reply.testError === 0,
            failure: reply.testError === 0 ? null : failure,
          },
    ...{ bytes: reply.bytes, bytesFree: reply.bytesFree },
    ...{ inodes: reply.inodes, inodesFree: reply.inodesFree },
    pool:
      typeof poolObjects === 'number' && typeof poolBytes === 'number'
        ? { objects: poolObjects, bytes: poolBytes, countedAt: isoOf(poolCountedAt) }
        : null,
  }
}

function enforcementOf(number: number): Enforcement {
  return ENFORCEMENTS.find((name) => ENFORCEMENT[name] === number) ?? 'none'
}

/** NAME ENFORCEMENT BYTES INODES BYTES_LIMIT INODES_LIMIT MEASURED_AT; a limit of `-` is none. */
function parseLine(line: string): DiskUse['guests'][number] {
  const [name = '', enforcement = '', bytes, inodes, bytesLimit, inodesLimit, measuredAt] = line.split(' ')
  const numbers = [enforcement, bytes, inodes, measuredAt].map(Number)
  if (numbers.some((value) => !Number.isSafeInteger(value))) {
    throw new VserverError('INTERNAL', 'The broker told the use of disks in a form that is not known.', {
      hint: 'Run ./up again.',
    })
  }
  const [number = 0, used = 0, files = 0, at = 0] = numbers
  return {
    name,
    enforcement: enforcementOf(number),
    bytes: used,
    inodes: files,
    bytesLimit: bytesLimit === '-' ? null : Number(bytesLimit),
    inodesLimit: inodesLimit === '-' ? null : Number(inodesLimit),
    measuredAt: isoOf(at),
  }
}
