import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import { hierarchies } from '../kernel-view.ts'
import { openScratch } from '../scratch.ts'
import { patient } from '../slowness.ts'
import {
  FLOODER_MEMORY,
  flooderOf,
  listFloods,
  measureLoad,
  NEIGHBOUR,
  runFlood,
  startGuests,
} from './flood.ts'

const FLOODS = listFloods()
/** What shows that a flood got through; the figures themselves are in docs/floods.md. */
const SLOWEST_US = patient(500) * 1000
const BROKER_MS = patient(1000)

let scratch: Awaited<ReturnType<typeof openScratch>>

beforeAll(async () => {
  scratch = await openScratch()
  await startGuests(scratch)
  expect(await measureLoad(scratch)).toMatchObject({ failed: 0, missing: 'nothing' })
}, patient(60_000))

afterAll(async () => {
  await scratch?.close()
})

test('every flood is a file of its own', () => {
  const files = readdirSync(path.join(import.meta.dirname, 'floods')).map((file) => path.parse(file).name)
  expect(FLOODS.map(({ name }) => name).sort()).toEqual(files.sort())
})

test('all guests together weigh more than one busy process of the host', () => {
  const isV2 = hierarchies().length === 1
  const file = isV2 ? 'cpu.weight' : 'cpu.shares'
  const mount = hierarchies().find((one) => isV2 || path.basename(one).split(',').includes('cpu')) ?? ''
  const weight = Number(readFileSync(path.join(mount, scratch.instance, file), 'utf8'))
  expect(weight).toBe(isV2 ? 1000 : 10_240)
})

test.each(FLOODS)(
  'a guest that floods the host with $title meets its own limit, and its neighbour serves on',
  {
    timeout: patient(30_000),
  },
  async (flood) => {
    const result = await runFlood(scratch, flood)
    const seen = JSON.stringify(result)
    expect(result.bounded, seen).toBe(true)
    expect(result.got + Number(result.refusal !== 'none'), seen).toBeGreaterThan(0)
    expect(result.load, seen).toMatchObject({ failed: 0, missing: 'nothing' })
    expect(result.load.p99, seen).toBeLessThan(SLOWEST_US)
    expect(result.brokerMs, seen).toBeLessThan(BROKER_MS)
    expect(result.memoryBytes, seen).toBeLessThanOrEqual(FLOODER_MEMORY)
    for (const guest of [NEIGHBOUR, flooderOf(flood)])
      expect(await scratch.host.runtime.inspect(GuestName.parse(guest)), seen).toMatchObject({
        state: 'running',
      })
  },
)
