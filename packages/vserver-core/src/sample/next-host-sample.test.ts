import { expect, test } from 'vitest'
import { HostSample } from './model.ts'
import { nextHostSample } from './next-host-sample.ts'

const counters = {
  ...{ clockMs: 0, load1: 0.5, cpuBusyMicroseconds: 0, memoryBytes: 9, swapBytes: 0, storageBytes: 1000 },
  ...{ pressure: null, io: null },
}

test('the sample of a host is what grew between two readings, and what it uses now', () => {
  const now = { ...counters, clockMs: 2000, cpuBusyMicroseconds: 3_000_000, storageBytes: 2000 }
  const sample = nextHostSample(counters, { atMs: 7, guestsRunning: 4, counters: now })
  expect(HostSample.parse(sample)).toMatchObject({
    at: 7,
    cpuMillicores: 1500,
    storageBytes: 2000,
    guestsRunning: 4,
    ioPressureSome: null,
    ioReadBytes: null,
  })
})
