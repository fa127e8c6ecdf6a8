import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { HostEvent } from '@vserver/core/event/model'
import type { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import { nextSample } from '@vserver/core/sample'
import type { SampleHistory } from '../samples/sample-history.ts'

type Dependencies = { host: Host; samples: SampleHistory; publish: (event: HostEvent) => void }

/** Takes one reading of every guest that runs. */
export async function sampleGuests({ host, samples, publish }: Dependencies): Promise<void> {
  for (const { name } of await host.guests.list()) {
    const run = await host.runtime.inspect(name)
    if (run.state !== 'running') continue
    await sampleGuest({ host, samples, publish }, name, run.startedAtMs)
    // Reading the kernel blocks: requests get their turn between two guests.
    await yieldToOthers()
  }
}

async function sampleGuest(
  { host, samples, publish }: Dependencies,
  name: GuestName,
  startedAtMs: number,
): Promise<void> {
  const counters = await host.runtime.readCounters(name)
  if (counters === null) return
  const sample = nextSample(samples.latest(name), { atMs: host.now(), startedAtMs, counters })
  samples.add(name, sample)
  publish({ kind: 'sample', name, sample })
}
