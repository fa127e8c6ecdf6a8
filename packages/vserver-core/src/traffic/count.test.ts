import { expect, test } from 'vitest'
import { countTraffic } from './count.ts'
import type { TrafficRecord } from './model.ts'

const none = { bytes: 0, packets: 0 }
const at = '2026-01-01T00:00:00.000Z'

function reading(bootId: string, inBytes: number, outBytes: number, spoofed = 0) {
  const flows = {
    in4: { bytes: inBytes, packets: 1 },
    in6: none,
    out4: none,
    out6: { bytes: outBytes, packets: 1 },
  }
  return { bootId, at, guest: { name: 'web1', ...flows, spoofed, rateDropped: 0 } }
}

function totalsOf(...readings: ReturnType<typeof reading>[]): number[][] {
  let record: TrafficRecord | null = null
  return readings.map((one) => {
    record = countTraffic(record, one)
    return [record.total.in4.bytes, record.total.out6.bytes, record.total.spoofed]
  })
}

test('what the kernel counts is added up over starts of the host', () => {
  const totals = totalsOf(reading('a', 100, 10), reading('a', 150, 10, 2), reading('b', 30, 5, 1))
  expect(totals).toEqual([
    [100, 10, 0],
    [150, 10, 2],
    [180, 15, 3],
  ])
})

test('counters that are larger after a start of the host are not taken for the same', () => {
  expect(totalsOf(reading('a', 100, 10), reading('b', 400, 40))).toEqual([
    [100, 10, 0],
    [500, 50, 0],
  ])
})

test('counters that begin anew while the host is up lose nothing', () => {
  expect(totalsOf(reading('a', 100, 10), reading('a', 20, 0))).toEqual([
    [100, 10, 0],
    [120, 10, 0],
  ])
})

test('a second look at the same counters adds nothing', () => {
  expect(totalsOf(reading('a', 7, 7), reading('a', 7, 7))).toEqual([
    [7, 7, 0],
    [7, 7, 0],
  ])
})
