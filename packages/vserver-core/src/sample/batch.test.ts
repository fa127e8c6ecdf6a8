import { expect, test } from 'vitest'
import { UNLIMITED } from '../limit/model.ts'
import { batchOf, samplesOf } from './batch.ts'
import { NOTHING_COUNTED } from './counters.ts'
import { SampleBatch } from './model.ts'
import { nextSample } from './next-sample.ts'

function told(name: string, memoryBytes: number, swapBytes: number | null = null) {
  const counters = { ...NOTHING_COUNTED, clockMs: 7, memoryBytes, swapBytes }
  return {
    name,
    sample: nextSample(null, { atMs: 2000, startedAtMs: 1000, counters, limit: UNLIMITED }).sample,
  }
}

test('samples come out of a batch as they went in', () => {
  const all = [told('web1', 4), told('web2', 5, 6), told('web3', 4)]
  const batch = SampleBatch.parse(JSON.parse(JSON.stringify(batchOf(all))))
  expect([...samplesOf(batch)]).toEqual(all.map(({ name, sample }) => [name, sample]))
})

test('what is the same for all is told once', () => {
  const { columns } = batchOf([told('web1', 4), told('web2', 5)])
  expect(columns).toMatchObject({ at: 2000, memoryBytes: [4, 5], swapBytes: null })
  expect(batchOf([told('web1', 4)]).columns.memoryBytes).toBe(4)
})

test('a column is as long as there are guests', () => {
  const { names, columns } = batchOf([told('web1', 4), told('web2', 5)])
  const short = SampleBatch.safeParse({ names, columns: { ...columns, memoryBytes: [4] } })
  expect(short.success).toBe(false)
  expect(samplesOf(batchOf([]))).toEqual(new Map())
})
