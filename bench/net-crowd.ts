import { killGuest, startGuest } from '@vserver/core/guest'
import { type GuestName, Xid } from '@vserver/core/guest/model'
import { setFirewallOf } from './firewall-world.ts'
import { pause } from './interrupt.ts'
import { Namespaces } from './net-peer.ts'
import { type NetHost, openNetHost } from './net-world.ts'
import type { Figures } from './report.ts'
import { pairedRatio, summarize } from './statistics.ts'

const CROWD = 500
/** Until a parked supervisor has taken the place of the one that was used. */
const REFILL_MS = 60

type Side = { name: string; host: NetHost; guest: GuestName; starts: number[]; changes: number[] }

/** The start of one more guest with an address and a firewall, and a change of its rules, beside 500 such guests. */
export async function benchNetCrowd(rounds: number): Promise<Figures[]> {
  const namespaces = new Namespaces()
  const hosts: NetHost[] = []
  const open = async (name: string): Promise<Side> => {
    const host = await openNetHost(namespaces)
    hosts.push(host)
    return { name, host, guest: await addGuest(host, CROWD), starts: [], changes: [] }
  }
  try {
    const sides = [await open('beside no other'), await open(`beside ${CROWD} others`)]
    for (let number = 0; number < CROWD; number++) {
      await pause(0)
      const host = sides[1]?.host
      if (host !== undefined) await startGuest(host.host, await addGuest(host, number))
    }
    for (let round = 0; round <= rounds; round++) {
      for (const side of sides) await takeRound(side, round)
    }
    return [
      report(`start of one more guest with address and firewall (${rounds} rounds in turn)`, sides, 'starts'),
      report(`its 10 rules replaced while it runs (${rounds} rounds in turn)`, sides, 'changes'),
    ]
  } finally {
    for (const host of hosts) await host.close()
    namespaces.close()
  }
}

const addressOf = (number: number) => `203.0.${113 + (number >> 8)}.${number & 255}`

async function addGuest(host: NetHost, number: number): Promise<GuestName> {
  const name = await host.create(`guest-${number}`, {
    mode: 'private',
    addresses: [`${addressOf(number)}/32`],
  })
  await setRules(host, name, 0)
  return name
}

/** Another one of the ten rules each time, so that there is something to replace. */
async function setRules({ host }: NetHost, name: GuestName, round: number): Promise<void> {
  const record = await host.guests.read(name)
  if (record === null) throw new Error(`${name} is not there.`)
  await setFirewallOf(host, { name, xid: Xid.parse(record.xid), network: record.network }, 5000 + round)
}

async function takeRound({ host, guest, starts, changes }: Side, round: number): Promise<void> {
  await pause(REFILL_MS)
  const startedAt = performance.now()
  await startGuest(host.host, guest)
  const runsAt = performance.now()
  await setRules(host, guest, round + 1)
  if (round > 0) {
    starts.push(runsAt - startedAt)
    changes.push(performance.now() - runsAt)
  }
  await killGuest(host.host, guest)
}

function report(title: string, sides: Side[], key: 'starts' | 'changes'): Figures {
  const base = sides[0]?.[key] ?? []
  return {
    title,
    figures: sides.map((side) => {
      const { median, min, p95 } = summarize(side[key])
      const ratio = pairedRatio(side[key], base)
      const note = `min ${min.toFixed(1)}, p95 ${p95.toFixed(1)}, ${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)}) of ${sides[0]?.name}`
      return { name: side.name, value: median, unit: 'ms', note }
    }),
  }
}
