import type { Guest } from '@vserver/core/guest/model'
import { GuestName } from '@vserver/core/guest/model'
import { HOUR_MS } from '@vserver/core/units'
import type { HostHub } from '../../agent/hub.ts'
import { readHits } from '../hit/read-hits.ts'
import type { GuestSubject } from './model.ts'

const WEEK_HOURS = 7 * 24

/** Hits of one host by guest, read once for all rules of a round. */
export type HitCounts = ReadonlyMap<string, number>

export async function countHits(hub: HostHub, nowMs: number): Promise<HitCounts> {
  const hits = await readHits(hub.agent, { fromMs: nowMs - HOUR_MS, toMs: nowMs })
  const counts = new Map<string, number>()
  for (const { name, count } of hits) counts.set(name, (counts.get(name) ?? 0) + count)
  return counts
}

type Place = { hub: HostHub; hits: HitCounts; nowMs: number }

/** What a rule watches of a guest now; null where nobody can tell. */
export async function watchedValue(
  { hub, hits, nowMs }: Place,
  hostName: string,
  subject: GuestSubject,
): Promise<number | null> {
  const guest = hub.picture.guests.get(hostName)
  if (!hub.picture.reachable || !guest) return null
  switch (subject) {
    case 'failed':
      return guest.state === 'failed' || guest.crashLoop !== null ? 1 : 0
    case 'hits':
      return hits.get(hostName) ?? 0
    case 'hitsUnusual': {
      const count = hits.get(hostName) ?? 0
      return count === 0 ? 0 : count / (await usualHits(hub, hostName, nowMs))
    }
    case 'diskShare':
      return shareOf(hub.picture.disk.get(hostName)?.bytes, guest.limit.diskBytes)
    default:
      return guest.state === 'running' ? ofSample(hub, guest, subject) : null
  }
}

type OfSample = Exclude<GuestSubject, 'failed' | 'hits' | 'hitsUnusual' | 'diskShare'>

function ofSample(hub: HostHub, { name, limit }: Guest, subject: OfSample): number | null {
  const sample = hub.picture.samples.get(name)
  if (!sample) return null
  switch (subject) {
    case 'memoryShare':
      return shareOf(sample.memoryBytes, limit.memoryBytes)
    case 'processShare':
      return shareOf(sample.processes, limit.processes)
    case 'cpuThrottled':
      return sample.cpuThrottled
    case 'cpuPressure':
      return sample.cpuPressureSome
    case 'memoryPressure':
      return sample.memoryPressureSome
    case 'ioPressure':
      return sample.ioPressureSome
    case 'load':
      return sample.load1
  }
}

/** Of an hour of the week before, at least one, so that the first hit of a quiet guest is no anomaly by itself. */
async function usualHits({ agent }: HostHub, hostName: string, nowMs: number): Promise<number> {
  const toMs = nowMs - HOUR_MS
  const span = { fromMs: toMs - WEEK_HOURS * HOUR_MS, toMs }
  const hits = await readHits(agent, { ...span, name: GuestName.parse(hostName) })
  return Math.max(1, hits.reduce((sum, { count }) => sum + count, 0) / WEEK_HOURS)
}

function shareOf(value: number | null | undefined, limit: number | null): number | null {
  return value == null || limit === null || limit === 0 ? null : value / limit
}
