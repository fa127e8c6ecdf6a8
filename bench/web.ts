import type { Table } from './report.ts'
import { measureBrowser, type Painted } from './web-browser.ts'
import { type People, seedWorld } from './web-seed.ts'
import { measureServer, type ServerTime } from './web-server-time.ts'
import { signInAll } from './web-sign-in.ts'
import { openStack } from './web-stack.ts'
import { CUSTOMERS, RESELLERS } from './web-world.ts'

/** What the panel is to hold. */
const GOAL = { serverMs: 100, lcpMs: 1000, scriptKilobytes: 200 }
const VISITS = 2

/** The built panel with a full database, on loopback; its host is the agent over guests in memory. */
export async function benchWeb(rounds: number, guests: number): Promise<Table[]> {
  const stack = await openStack(guests)
  try {
    const people: People = await seedWorld(stack.db, guests)
    const cookies = await signInAll(stack.origin, people)
    const world = `${guests} guests, ${RESELLERS} resellers, ${CUSTOMERS} customers`
    const server = await measureServer({ ...stack, cookies, rounds })
    const painted = await measureBrowser({ ...stack, cookies, rounds: Math.min(rounds, VISITS) })
    // What a page could not read, it did not wait for either.
    const [failure] = stack.failures()
    if (failure) throw new Error(`The panel failed: ${failure.slice(0, 1000)}`)
    return [
      serverTable(server, `pages of the panel with ${world}, ${rounds} requests each`),
      paintTable(painted),
    ]
  } finally {
    await stack.close()
  }
}

function serverTable(times: ServerTime[], title: string): Table {
  return {
    title: `${title} (goal: p95 at most ${GOAL.serverMs} ms)`,
    columns: ['', 'p50 ms', 'p95 ms', 'CPU ms', 'page kB', ''],
    lines: times
      .toSorted((a, b) => b.p95 - a.p95)
      .map(({ role, path, p50, p95, cpu, kilobytes }) => [
        ...[`${role} ${path}`, p50, p95, cpu, kilobytes],
        p95 > GOAL.serverMs ? 'over' : '',
      ]),
  }
}

function paintTable(painted: Painted[]): Table {
  return {
    title: `a browser with an empty cache (goal: largest paint by ${GOAL.lcpMs} ms, script at most ${GOAL.scriptKilobytes} kB gzip)`,
    columns: ['', 'paint ms', 'German ms', 'script kB', 'all kB', ''],
    lines: painted
      .toSorted((a, b) => b.lcp - a.lcp)
      .map(({ role, path, lcp, lcpGerman, scriptKilobytes, allKilobytes }) => [
        ...[`${role} ${path}`, lcp, lcpGerman, scriptKilobytes, allKilobytes],
        Math.max(lcp, lcpGerman) > GOAL.lcpMs || scriptKilobytes > GOAL.scriptKilobytes ? 'over' : '',
      ]),
  }
}
