import { MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import type { HitView } from '@/server/services/hit/model.ts'
import type { TimelineEntry } from '@/server/services/timeline/model.ts'
import { badgeOf, entryWords } from './timeline-words.ts'

const AT = Date.parse('2026-01-01T00:00:00Z')
const hit: HitView = {
  ...{ id: 1, at: AT, resource: 'memory', effect: 'killed', count: 2, since: AT - 5000 },
  ...{ limit: 512 * MIB, processes: [] },
}

test('a hit says which limit did what, how often and where it was', () => {
  const entry = { id: 'a', at: AT, kind: 'hit' as const, hit }
  expect(entryWords(entry)).toBe('Memory: killed a process 2 times at its limit of 512 MiB')
  expect(badgeOf(entry).tone).toBe('bad')
  expect(entryWords({ ...entry, hit: { ...hit, since: AT - 600_000 } })).toContain('512 MiB, in 10 min 0 s')
  expect(entryWords({ ...entry, hit: { ...hit, away: true } })).toContain(
    '512 MiB, while its host was not watching',
  )
  const soft = { ...hit, resource: 'memorySoft', effect: 'reclaimed', count: 1, limit: null } as const
  expect(entryWords({ ...entry, hit: soft })).toBe('Soft memory limit: took memory back once at its limit')
})

test('a console says who had it open for how long', () => {
  const console = { userName: 'Sam', role: 'support', closedAt: '2026-01-01T00:02:00Z' } as const
  const entry: TimelineEntry = { id: 'a', at: AT, kind: 'console', console }
  expect(entryWords(entry)).toBe('Sam (support) had a console open for 2 min 0 s')
  expect(entryWords({ ...entry, console: { ...console, closedAt: null } })).toContain('open still')
})

test('a fall by fault stands out, a stop that was wanted does not', () => {
  const down = (reason: 'wanted' | 'failed' | 'host'): TimelineEntry => ({
    ...{ id: 'a', at: AT, kind: 'state' },
    change: { at: AT, state: 'down', reason },
  })
  expect((['wanted', 'failed', 'host'] as const).map((reason) => badgeOf(down(reason)).tone)).toEqual([
    'good',
    'bad',
    'bad',
  ])
  expect(entryWords(down('host'))).toBe('It went down with its host')
})

test('a change of limits is told with its author and in units people use', () => {
  const act = {
    ...{ id: 'x', at: '', userName: 'Ada', role: 'reseller', action: 'limit.set', subject: 'web' },
    ...{ outcome: 'succeeded' as const, detail: '{"memoryBytes":536870912}' },
  }
  expect(entryWords({ id: 'a', at: AT, kind: 'limit', act })).toBe(
    'Ada (reseller) changed the limits of web: memory 512 MiB',
  )
})
