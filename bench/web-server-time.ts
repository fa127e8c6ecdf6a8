import { readFileSync } from 'node:fs'
import { pause } from './interrupt.ts'
import { percentile } from './statistics.ts'
import { WEB_PAGES, type WebPage } from './web-pages.ts'
import type { Cookies } from './web-sign-in.ts'

/** A page is compiled, and the database has read its tables, before anything counts. */
const WARM_UPS = 3
/** Clock ticks of proc_pid_stat(5). */
const TICKS_PER_SECOND = 100

export type ServerTime = WebPage & { p50: number; p95: number; cpu: number; kilobytes: number }

type Input = { origin: string; cookies: Cookies; panelPid: number; rounds: number }

/** From the request to the last byte of the page, its prefetched data in it; one request at a time, in turn. */
export async function measureServer(input: Input): Promise<ServerTime[]> {
  const readings = WEB_PAGES.map((page) => ({ page, times: [] as number[], cpu: 0, bytes: 0 }))
  for (let round = -WARM_UPS; round < input.rounds; round += 1)
    for (const reading of readings) {
      await pause(0)
      const { ms, cpuMs, bytes } = await ask(input, reading.page)
      if (round < 0) continue
      reading.times.push(ms)
      reading.cpu += cpuMs / input.rounds
      reading.bytes = bytes
    }
  return readings.map(({ page, times, cpu, bytes }) => ({
    ...{ ...page, p50: percentile(times, 0.5), p95: percentile(times, 0.95), cpu, kilobytes: bytes / 1000 },
  }))
}

async function ask({ origin, cookies, panelPid }: Input, { role, path }: WebPage) {
  const cpuBefore = cpuMsOf(panelPid)
  const begun = performance.now()
  const response = await fetch(`${origin}${path}`, { headers: { cookie: cookies[role] }, redirect: 'manual' })
  const html = await response.text()
  const ms = performance.now() - begun
  if (response.status !== 200) throw new Error(`${role} ${path}: ${response.status}`)
  return { ms, cpuMs: cpuMsOf(panelPid) - cpuBefore, bytes: html.length }
}

/** User and system time of the panel's process; what PostgreSQL takes is not in it. Source: proc_pid_stat(5). */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}
