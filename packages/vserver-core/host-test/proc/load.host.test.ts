import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { restartGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { runShell } from '../run-in-guest.ts'
import { type Scratch, test } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { killAndReplace } from './processes.ts'

const SAMPLES = 5
/** Of the kernel: e to the power of -5/60, -5/300, -5/900. Source: include/linux/sched/loadavg.h. */
const FACTORS = [1884 / 2048, 2014 / 2048, 2037 / 2048]

/** Read from outside, since who reads inside runs there as well. */
function loads(scratch: Scratch, guest: string): { averages: number[]; running: number; threads: number } {
  const text = readFileSync(`${scratch.runDir}/proc/${guest}/loadavg`, 'utf8')
  const [, one, five, fifteen, running, threads] =
    /^(\d+\.\d\d) (\d+\.\d\d) (\d+\.\d\d) (\d+)\/(\d+) \d+\n$/.exec(text) ?? []
  return {
    averages: [one, five, fifteen].map(Number),
    running: Number(running),
    threads: Number(threads),
  }
}

/** The averages with the first sample that has found three running. */
async function threeRunning(scratch: Scratch, guest: string): Promise<number[]> {
  const deadlineMs = Date.now() + patient(12_000)
  for (;;) {
    const { averages, running } = loads(scratch, guest)
    if (running === 3) return averages
    if (Date.now() > deadlineMs) throw new Error(`${running} are running`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The next different reading: there is one every five seconds. */
async function nextLoads(scratch: Scratch, guest: string, before: number): Promise<number[]> {
  const deadlineMs = Date.now() + patient(12_000)
  for (;;) {
    const { averages } = loads(scratch, guest)
    if (averages[0] !== before) return averages
    if (Date.now() > deadlineMs) throw new Error(`the load average stays at ${before}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('three spinning and two sleeping processes give the load averages of the kernel for three tasks', {
  timeout: patient(90_000),
}, async ({ scratch }) => {
  await scratch.createTiny('spin')
  const spin = '(while :; do :; done) &'
  await runShell(scratch.host, 'spin', `trap "" HUP; ${spin} ${spin} ${spin} sleep 1000 & sleep 1000 & true`)
  // A sample may have come while they were being started: from then on there are three.
  const begun = await threeRunning(scratch, 'spin')
  let before = begun[0] ?? 0
  for (const [i, factor] of FACTORS.entries())
    expect(begun[i]).toBeLessThanOrEqual(3 * (1 - factor ** 2) + 0.011)
  for (let samples = 1; samples <= SAMPLES; samples++) {
    const averages = await nextLoads(scratch, 'spin', before)
    for (const [i, factor] of FACTORS.entries()) {
      const wanted = (begun[i] ?? 0) * factor ** samples + 3 * (1 - factor ** samples)
      // Two per cent, or the hundredth that the text rounds to.
      expect(Math.abs((averages[i] ?? 0) - wanted)).toBeLessThanOrEqual(Math.max(0.02 * wanted, 0.011))
    }
    before = averages[0] ?? 0
    if (samples === 2) await killAndReplace(scratch, 'sampler') // its successor goes on from there
    if (samples === 3) await killAndReplace(scratch, 'keeper')
  }
  expect(loads(scratch, 'spin').running).toBe(3)
  expect(loads(scratch, 'spin').threads).toBe(6) // and pid 1
})

test('the load averages of an idle guest are 0 beside a busy one', { timeout: patient(60_000) }, async ({
  scratch,
}) => {
  await scratch.createTiny('idle')
  await scratch.createTiny('loud')
  await runShell(scratch.host, 'loud', 'trap "" HUP; (while :; do :; done) & true')
  await nextLoads(scratch, 'loud', loads(scratch, 'loud').averages[0] ?? 0)
  expect(loads(scratch, 'idle')).toEqual({ averages: [0, 0, 0], running: 1, threads: 1 })
})

test('a guest that starts again begins with load averages of 0', { timeout: patient(60_000) }, async ({
  scratch,
}) => {
  await scratch.createTiny('anew')
  await runShell(scratch.host, 'anew', 'trap "" HUP; (while :; do :; done) & true')
  await nextLoads(scratch, 'anew', 0)
  await restartGuest(scratch.host, GuestName.parse('anew'))
  expect(loads(scratch, 'anew').averages).toEqual([0, 0, 0])
})
