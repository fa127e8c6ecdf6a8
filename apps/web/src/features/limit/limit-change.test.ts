import { UNLIMITED } from '@vserver/core/limit/constants'
import { expect, test } from 'vitest'
import { limitChange } from './limit-change.ts'

const LIMIT = { ...UNLIMITED, memoryBytes: 1024, cpuMillicores: 500, cpuWeight: 100, processes: 256 }

test('only what differs is sent, so that two people do not undo each other', () => {
  expect(limitChange(LIMIT, LIMIT)).toEqual({})
  expect(limitChange(LIMIT, { ...LIMIT, memoryBytes: 2048 })).toEqual({ memoryBytes: 2048 })
})

test('taking a limit away is a change to null, not an absent field', () => {
  expect(limitChange(LIMIT, UNLIMITED)).toEqual({ memoryBytes: null, cpuMillicores: null, processes: null })
})
