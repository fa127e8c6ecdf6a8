import { UNLIMITED } from '@vserver/core/limit/model'
import { expect, test } from 'vitest'
import { isBlocked, planFacts, roomWords } from './plan-words.ts'

test('room is told as a number, and as a reason when there is none', () => {
  expect(roomWords({ roomFor: 6, blockedBy: null })).toBe('Room for 6 more')
  expect(roomWords({ roomFor: 0, blockedBy: 'memoryBytes' })).toMatch('not enough memory left')
  expect(roomWords({ roomFor: null, blockedBy: null })).toBeNull()
})

test('an unbounded pool never blocks a plan', () => {
  expect(isBlocked({ roomFor: null })).toBe(false)
  expect(isBlocked({ roomFor: 0 })).toBe(true)
})

test('a plan without limits says so', () => {
  expect(planFacts({ ...UNLIMITED, cpuMillicores: 500 })).toEqual([
    'memory without limit',
    '0.5 CPU',
    'processes without limit',
    'disk without limit',
  ])
  const limited = planFacts({ ...UNLIMITED, diskBytes: 10 * 1024 ** 3, inodes: 500_000 })
  expect(limited.slice(3)).toEqual(['10 GiB disk', '500,000 inodes'])
})
