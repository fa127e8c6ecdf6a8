import { expect, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../context/model.ts'
import { fakeHost, guestName, guestRecord } from '../testing/index.ts'
import { haltWaits } from './halt.ts'
import { stopGuest } from './stop.ts'

const web1 = guestName('web1')

test.each([1, 2, 3, 7, 30, 31, 600])('%i seconds to stop are used up, request by request', (seconds) => {
  const waits = haltWaits(seconds)
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(seconds * 1000)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000)
  expect(waits).toEqual([...waits].sort((one, other) => one - other))
})

test('a guest is asked five times in the usual 30 seconds', () => {
  expect(haltWaits(30)).toEqual([1000, 2000, 4000, 8000, 15_000])
})

test('a deaf guest is killed when its own time to stop has passed', async () => {
  const options = { ...DEFAULT_OPTIONS, stopSeconds: 3 }
  const host = fakeHost({ guests: [guestRecord('web1', { desired: 'running', options })] })
  host.kernel.deaf.add(web1)
  const waitedMs: number[] = []
  const { waitExit } = host.runtime
  host.runtime.waitExit = (name, timeoutMs) => {
    waitedMs.push(timeoutMs)
    return waitExit(name, timeoutMs)
  }
  expect(await stopGuest(host, web1)).toMatchObject({ lastExit: { reason: 'killed' } })
  expect(waitedMs.slice(0, -1).reduce((sum, wait) => sum + wait, 0)).toBe(3000)
})
