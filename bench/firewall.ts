import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { CLOSED_PORT, type FirewallWorld, OPEN_PORT, openFirewallWorld, RECEIVER } from './firewall-world.ts'
import { pause } from './interrupt.ts'
import type { Figures } from './report.ts'
import { pairedRatio, summarize } from './statistics.ts'

const CROWD = 500
const PACKETS = 200_000
const PAUSE_MS = 15

type Lane = { name: string; world: FirewallWorld; port: number }

/** What a packet costs on its way through the host, and what a change does, with 500 guests that have rules. */
export async function benchFirewall(rounds: number): Promise<Figures[]> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  const worlds: FirewallWorld[] = []
  try {
    const packets = compile(directory)
    for (let i = 0; i < 3; i++) worlds.push(await openFirewallWorld(packets))
    const [none, one, crowd] = worlds
    if (none === undefined || one === undefined || crowd === undefined) throw new Error('unreachable')
    await one.set(RECEIVER.xid)
    for (let number = RECEIVER.xid; number < RECEIVER.xid + CROWD; number++) {
      await pause(0)
      await crowd.set(number)
    }
    const changes = await benchChanges(one, crowd, rounds)
    const lanes = [
      { name: 'no table', world: none, port: OPEN_PORT },
      { name: '1 guest, established', world: one, port: OPEN_PORT },
      { name: `${CROWD} guests, established`, world: crowd, port: OPEN_PORT },
      { name: '1 guest, refused after 10 rules', world: one, port: CLOSED_PORT },
      { name: `${CROWD} guests, refused after 10 rules`, world: crowd, port: CLOSED_PORT },
    ]
    return [await benchPackets(packets, lanes, rounds), changes]
  } finally {
    for (const world of worlds) await world.close()
    rmSync(directory, { recursive: true })
  }
}

function compile(directory: string): string {
  const program = path.join(directory, 'packets')
  const source = path.join(import.meta.dirname, 'driver/packets.c')
  execFileSync('gcc', [
    ...['-std=gnu17', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror', '-static'],
    ...['-o', program, source],
  ])
  return program
}

async function benchPackets(packets: string, lanes: Lane[], rounds: number): Promise<Figures> {
  const readings = new Map(lanes.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const lane of lanes) {
      await pause(PAUSE_MS)
      const reading = send(packets, lane)
      if (round > 0) readings.get(lane.name)?.push(reading)
    }
  }
  const base = readings.get('no table') ?? []
  return {
    title: `CPU time of a small packet from guest to guest (median of ${rounds} rounds in turn)`,
    figures: [...readings].map(([name, values]) => {
      const { median, low, high } = pairedRatio(values, base)
      const note = `${median.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)}) of no table`
      return { name, value: Math.round(summarize(values).median), unit: 'ns', note }
    }),
  }
}

function send(packets: string, { world, port }: Lane): number {
  const [program = '', ...enter] = world.enter
  const args = [...enter, packets, 'send', RECEIVER.address, `${port}`, `${PACKETS}`]
  return Number(execFileSync(program, args, { encoding: 'utf8' }))
}

async function benchChanges(one: FirewallWorld, crowd: FirewallWorld, rounds: number): Promise<Figures> {
  const readings: [string, FirewallWorld, number[]][] = [
    ['beside no other', one, []],
    [`beside ${CROWD - 1} others`, crowd, []],
  ]
  for (let round = 1; round <= rounds; round++) {
    for (const [, world, values] of readings) {
      await pause(PAUSE_MS)
      const startedAt = performance.now()
      await world.set(RECEIVER.xid)
      values.push(performance.now() - startedAt)
    }
  }
  return {
    title: `A guest's 10 rules replaced (median of ${rounds} rounds in turn)`,
    figures: readings.map(([name, , values]) => {
      const { median, min, p95 } = summarize(values)
      return { name, value: median, unit: 'ms', note: `min ${min.toFixed(1)}, p95 ${p95.toFixed(1)}` }
    }),
  }
}
