import { LIMIT_FIELDS, UNLIMITED } from '@vserver/core/limit/constants'
import { expect, test } from 'vitest'
import { ADVANCED_SPECS } from './advanced-groups.ts'
import { changeWords, chosenLines, limitLabels, limitLines } from './limit-words.ts'

const MIB = 1024 ** 2

test('every limit there is can be set in a form', () => {
  const plain = ['memoryBytes', 'cpuMillicores', 'cpuWeight', 'processes', 'diskBytes', 'inodes']
  expect([...plain, ...ADVANCED_SPECS.map(({ field }) => field)].sort()).toEqual([...LIMIT_FIELDS].sort())
})

test('a list of limits has the usual six and what was chosen beyond', () => {
  expect(limitLines(UNLIMITED).map(({ label }) => label)).toEqual([
    'Memory',
    'Processor',
    'Processor share',
    'Processes',
    'Disk',
    'Inodes',
  ])
  const limit = {
    ...UNLIMITED,
    diskReadBps: 10 * MIB,
    cpuBurstUs: 50_000,
    swapBytes: 0,
    nice: 5,
    cpuSet: '0-1',
    networkOutBits: 100_000_000,
  }
  expect(chosenLines(limit).map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Processor burst: 50 ms',
    'Allowed CPUs: 0-1',
    'Swap: 0 B',
    'Disk reading: 10 MiB/s',
    'Network sending: 100 Mbit/s',
    'Nice value: 5',
  ])
})

test('a change is told field by field, with no limit in words', () => {
  expect(
    changeWords({ memoryBytes: 448 * MIB, inodes: null, sockets: null, cpuSet: null, diskWriteIops: 1000 }),
  ).toBe(
    'memory 448 MiB, inodes no limit, allowed CPUs all, sockets no limit, disk write operations 1,000 per second',
  )
})

test('what a host cannot enforce is told by the names of the forms', () => {
  expect(limitLabels(['diskReadBps', 'memoryBytes', 'new'])).toEqual(['Disk reading', 'Memory', 'new'])
})
