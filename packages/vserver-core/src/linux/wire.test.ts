import { LIMIT_KINDS as WIRE_KINDS } from '@vserver/native'
import { expect, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../context/model.ts'
import { LIMIT_FIELDS, LIMIT_KINDS, type Limit, UNLIMITED } from '../limit/model.ts'
import { limitFromWire, limitsMissing, limitToWire, optionsToWire } from './wire.ts'

test('the kinds of use are those of the wire, in its order', () => {
  expect(LIMIT_KINDS).toEqual(WIRE_KINDS)
})

test('a limit comes back from the wire as it went, negative values and CPU sets too', () => {
  const limit: Limit = {
    ...UNLIMITED,
    memoryBytes: 2 ** 30,
    swapBytes: 0,
    nice: -20,
    oomBias: -1000,
    cpuSet: '0-1',
  }
  expect(limitFromWire(limitToWire(limit))).toEqual(limit)
  expect(limitFromWire(limitToWire(UNLIMITED))).toEqual(UNLIMITED)
})

test('what a change leaves out is kept, on the wire as well', () => {
  const wire = limitToWire({ processes: null })
  expect(wire).toMatchObject({ processes: null, cpuSet: '' })
  expect(wire.memoryBytes).toBeUndefined()
})

test('every limit has a bit of its own among the missing ones', () => {
  expect(new Set(limitsMissing(2 ** 29 - 1))).toEqual(new Set(LIMIT_FIELDS))
  expect(limitsMissing(1 << 28)).toEqual(['cpuSet'])
})

test('capabilities are added to the secure set and taken from it', () => {
  const changed = { add: ['SYS_ADMIN' as const], remove: ['CHOWN' as const] }
  const { bcaps } = optionsToWire(DEFAULT_OPTIONS)
  expect(optionsToWire({ ...DEFAULT_OPTIONS, capabilities: changed }).bcaps).toBe(bcaps + 2 ** 21 - 1)
})
