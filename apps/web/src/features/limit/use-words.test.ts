import { LIMIT_KINDS } from '@vserver/core/limit/constants'
import type { LimitUse } from '@vserver/core/limit/model'
import { expect, test } from 'vitest'
import { rowsOfUse } from './use-words.ts'

const UNKNOWN = Object.fromEntries(LIMIT_KINDS.map((kind) => [kind, {}])) as LimitUse

test('every limit has a row, and those that were hit come first', () => {
  const rows = rowsOfUse({ ...UNKNOWN, sockets: { current: 3, hits: 2 }, memory: { current: 1024, hits: 0 } })
  expect(rows).toHaveLength(LIMIT_KINDS.length)
  expect(rows[0]).toMatchObject({ kind: 'sockets', current: '3', hits: 2 })
  expect(rows[1]?.kind).toBe('memory')
})

test('a figure the kernel does not have is told apart from none and from no limit', () => {
  const [memory] = rowsOfUse({ ...UNKNOWN, memory: { current: 0, hard: null, hits: 0 } })
  expect(memory).toMatchObject({ current: '0 B', peak: null, limit: 'no limit', soft: null, hits: 0 })
  const [swap] = rowsOfUse(UNKNOWN).filter(({ kind }) => kind === 'swap')
  expect(swap).toMatchObject({ current: null, peak: null, limit: null, hits: null })
})

test('what went to disks is told as a sum, its limit as a speed', () => {
  const use = {
    ...UNKNOWN,
    diskRead: { current: 2048, hard: 1024 ** 2 },
    diskWriteOperations: { hard: 1000 },
  }
  const rows = rowsOfUse(use)
  expect(rows.find(({ kind }) => kind === 'diskRead')).toMatchObject({
    current: '2 KiB in all',
    limit: '1 MiB/s',
  })
  expect(rows.find(({ kind }) => kind === 'diskWriteOperations')?.limit).toBe('1,000/s')
})
