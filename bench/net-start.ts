import { readdirSync, readFileSync } from 'node:fs'
import { killGuest, startGuest } from '@vserver/core/guest'
import type { GuestName } from '@vserver/core/guest/model'
import { pause } from './interrupt.ts'
import type { NetHost } from './net-world.ts'
import type { Figures } from './report.ts'
import { summarize } from './statistics.ts'

/** Until a parked supervisor has taken the place of the one that was used. */
const REFILL_MS = 60
const BLOCKS = 3
/** Until all that are parked were made after a guest of the same kind, whose network they make ahead. */
const WARM_STARTS = 10

type Kind = { name: string; guest: GuestName; wall: number[]; cpu: number[] }

/**
 * The same guest but for its network, from the pool, in blocks of one kind; what the network adds as time to wait and
 * as CPU time of the supervisor, who alone sets it up.
 */
export async function benchNetStarts(ours: NetHost, rounds: number): Promise<Figures[]> {
  const kind = async (name: string, network: object): Promise<Kind> => ({
    ...{ name, guest: await ours.create(name.replaceAll(' ', '-'), network) },
    ...{ wall: [], cpu: [] },
  })
  const kinds = [
    await kind('no network', {}),
    await kind('private', { mode: 'private', addresses: ['203.0.113.8/32'] }),
    await kind('shared', { mode: 'shared', addresses: ['203.0.113.9/32'] }),
  ]
  const each = Math.ceil(rounds / BLOCKS)
  for (let block = 0; block < BLOCKS; block++) {
    for (const kind of kinds) {
      for (let start = 0; start < WARM_STARTS + each; start++)
        await readStart(ours, kind, start >= WARM_STARTS)
    }
  }
  const title = `start with a parked supervisor (median of ${each * BLOCKS} in ${BLOCKS} blocks)`
  return [
    report(`time of a ${title}`, kinds, 'wall'),
    report(`network set-up from the pool: CPU time of the supervisor in a ${title}`, kinds, 'cpu'),
  ]
}

async function readStart({ host }: NetHost, { guest, wall, cpu }: Kind, isRead: boolean): Promise<void> {
  await pause(REFILL_MS)
  const before = runTimes()
  const startedAt = performance.now()
  await startGuest(host, guest)
  const tookMs = performance.now() - startedAt
  const after = runTimes()
  const run = await host.runtime.inspect(guest)
  if (run.state !== 'running') throw new Error(`${guest} does not run.`)
  const supervisor = parentOf(run.pid)
  if (isRead) {
    wall.push(tookMs)
    cpu.push(((after.get(supervisor) ?? Number.NaN) - (before.get(supervisor) ?? Number.NaN)) / 1e6)
  }
  await killGuest(host, guest)
}

/** Nanoseconds of each supervisor. Source: sched-stats.rst, /proc/PID/schedstat. */
function runTimes(): Map<number, number> {
  const times = new Map<number, number>()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('vs-supervisor')) continue
      times.set(Number(pid), Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]))
    } catch {
      // It has ended since it was listed.
    }
  }
  return times
}

function parentOf(pid: number): number {
  return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

function report(title: string, kinds: Kind[], key: 'wall' | 'cpu'): Figures {
  const base = summarize(kinds[0]?.[key] ?? [])
  return {
    title,
    figures: kinds.map((kind, index) => {
      const { median, min } = summarize(kind[key])
      const more = `${(median - base.median).toFixed(2)} more than without, at the least ${(min - base.min).toFixed(2)}`
      return {
        name: kind.name,
        value: median,
        unit: 'ms',
        note: `min ${min.toFixed(2)}${index === 0 ? '' : `, ${more}`}`,
      }
    }),
  }
}
