import { expect, test } from 'vitest'
import { bucketOf, burstWords, refillWords } from './bucket-words.ts'

const LIMIT = { cpuMillicores: 500, cpuBurstUs: 4_000_000 }

test('a bucket tells the seconds of burst it holds and when it is full again', () => {
  const bucket = bucketOf(LIMIT, 1_000_000)
  expect(bucket).toEqual({ share: 0.25, burstSeconds: 1, refillSeconds: 6 })
  if (!bucket) throw new Error('no bucket')
  expect([burstWords(bucket), refillWords(bucket)]).toEqual([
    '1 s of burst',
    'Full again after 6 s without work.',
  ])
})

test('a full bucket is full, and holds no more than it can', () => {
  const bucket = bucketOf(LIMIT, 9_000_000)
  expect(bucket).toMatchObject({ share: 1, burstSeconds: 4, refillSeconds: 0 })
  expect(bucket && refillWords(bucket)).toBe('Full.')
})

test('without a limit, without a burst or without a reading there is no bucket', () => {
  expect(bucketOf({ ...LIMIT, cpuMillicores: null }, 1)).toBeNull()
  expect(bucketOf({ ...LIMIT, cpuBurstUs: 0 }, 1)).toBeNull()
  expect(bucketOf(LIMIT, null)).toBeNull()
  expect(bucketOf(LIMIT, undefined)).toBeNull()
})
