import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { HostEvent } from '@vserver/core/event/model'
import type { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import { nextSample } from '@vserver/core/sample'
import type { DiskWatch } from '../disk/disk-watch.ts'
import type { SampleHistory } from '../samples/sample-history.ts'

type Dependencies = {
  host: Host
  samples: SampleHistory
  disk: Pick<DiskWatch, 'latest'>
  publish: (event: HostEvent) => void
}

/** Takes one reading of every guest that runs. */
export async function sampleGuests(dependencies: Dependencies): Promise<void> {
  const { host } = dependencies
  for (const { name } of await host.guests.list()) {
    const run = await host.runtime.inspect(name)
    if (run.state !== 'running') continue
    await sampleGuest(dependencies, name, run.startedAtMs)
    // Reading the kernel blocks: requests get their turn between two guests.
    await yieldToOthers()
  }
}

async function sampleGuest(
  { host, samples, disk, publish }: Dependencies,
  name: GuestName,
  startedAtMs: number,
): Promise<void> {
  const counters = await host.runtime.readCounters(name)
  if (counters === null) return
  const reading = { atMs: host.now(), startedAtMs, counters }
  const used = disk.latest(name)
  const sample = {
    ...nextSample(samples.latest(name), reading),
    ...(used === null ? {} : { diskBytes: used.bytes, inodes: used.inodes }),
  }
  samples.add(name, sample)
  publish({ kind: 'sample', name, sample })
}
