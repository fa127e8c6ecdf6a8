import { expect } from 'vitest'
import { installProgram } from '../guest-program.ts'
import { buildProgram } from '../programs.ts'
import { runInGuest, runShell } from '../run-in-guest.ts'
import { TINY_LIMIT, test } from '../scratch.ts'
import { patient, SLOWNESS } from '../slowness.ts'

const SECONDS = 4
/** Of requests: PACE_PER_SECOND and PACE_BURST of vs-proc, and a second for how the time is counted. */
const REQUESTS_MAX = 10_000 * (SECONDS + 1) + 2000
/** Opening and the least two reads; a program that reads in pieces makes many more. */
const REQUESTS_OF_READ = 3

test('a guest that reads without pause is held to its rate without an error, and its neighbour is not', {
  timeout: patient(60_000),
}, async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('greedy', { limit: { ...TINY_LIMIT, cpuMillicores: null } })
  await scratch.createTiny('modest')
  installProgram(scratch, 'greedy', buildProgram('read-proc'))
  const greedy = runInGuest(host, 'greedy', ['/read-proc', '30', String(SECONDS)])
  const waits: number[] = []
  for (let i = 0; i < 5; i++) {
    const begunMs = Date.now()
    const { code, output } = await runShell(host, 'modest', 'cat /proc/loadavg /proc/meminfo /proc/stat')
    waits.push(Date.now() - begunMs)
    expect(code, output).toBe(0)
  }
  const { code, output } = await greedy
  const [, reads] = /^reads (\d+) errors 0 /.exec(output) ?? []
  expect(code, output).toBe(0)
  expect(Number(reads)).toBeGreaterThan(1000 / SLOWNESS)
  expect(Number(reads) * REQUESTS_OF_READ).toBeLessThan(REQUESTS_MAX)
  expect(Math.max(...waits)).toBeLessThan(patient(2000))
})
