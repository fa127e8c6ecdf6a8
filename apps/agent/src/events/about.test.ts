import type { HostEvent } from '@vserver/core/event/model'
import { UNLIMITED } from '@vserver/core/limit/model'
import { batchOf, NOTHING_COUNTED, nextSample } from '@vserver/core/sample'
import { expect, test } from 'vitest'
import { aboutGuests } from './about.ts'

function told(name: string, memoryBytes: number) {
  const counters = { ...NOTHING_COUNTED, memoryBytes }
  const reading = { atMs: 2000, startedAtMs: 1000, counters, limit: UNLIMITED }
  return { name, sample: nextSample(null, reading).sample }
}

const sampled = (...all: ReturnType<typeof told>[]): HostEvent => ({ kind: 'samples', samples: batchOf(all) })

test('of samples only those of the guests are told', () => {
  const event = sampled(told('web1', 1), told('web2', 2), told('web3', 3))
  expect(aboutGuests(event, new Set(['web3', 'web1']))).toEqual([sampled(told('web1', 1), told('web3', 3))])
  expect(aboutGuests(event, new Set(['web4']))).toEqual([])
  expect(aboutGuests(event, null)).toEqual([event])
})

test('what is about no guest concerns everybody', () => {
  expect(aboutGuests({ kind: 'reset' }, new Set())).toEqual([{ kind: 'reset' }])
  expect(aboutGuests({ kind: 'guestDeleted', name: 'web1' }, new Set(['web2']))).toEqual([])
})
