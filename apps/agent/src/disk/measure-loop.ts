import { VserverError } from '@vserver/core/errors'
import { lookAtFiles } from '@vserver/core/files'
import { FilesJobId } from '@vserver/core/files/model'
import type { GuestRecord } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'
import { followJob, unwatched } from '../operations/follow-job.ts'
import type { DiskWatch } from './disk-watch.ts'

/** Looking at every file costs the disk: one guest at a time, each at most so often. */
export const MEASURE_TICK_MS = MINUTE_MS
const MEASURE_MS = HOUR_MS

type Dependencies = { host: Host; disk: Pick<DiskWatch, 'latest'> }

/** Measures the guest that waits longest, of those that no quota counts. */
export async function measureNext({ host, disk }: Dependencies, signal: AbortSignal): Promise<void> {
  const due = (await host.guests.list()).filter((record) => isDue(record, disk, host.now()))
  const [next] = due.sort((a, b) => measuredAtMs(a) - measuredAtMs(b))
  if (next === undefined) return
  const id = FilesJobId.parse(`measure-${next.xid}-${host.now().toString(36)}`)
  const look = { id, kind: 'measure' as const, name: next.name }
  await lookAtFiles(host, look, followJob(host, unwatched(signal))).catch((error: unknown) => {
    // Other work on its files is under way, or the agent ends: there is a next time.
    const isPassing = error instanceof VserverError && ['BUSY', 'CANCELLED'].includes(error.code)
    if (!isPassing) throw error
  })
}

function isDue(record: GuestRecord, disk: Dependencies['disk'], nowMs: number): boolean {
  const { name, intent } = record
  const counted = disk.latest(name)
  const isCounted = counted !== null && counted.enforcement !== 'none'
  return intent === null && !isCounted && nowMs >= measuredAtMs(record) + MEASURE_MS
}

function measuredAtMs({ reports: { measure } }: GuestRecord): number {
  return measure === null ? Number.NEGATIVE_INFINITY : Date.parse(measure.at)
}
