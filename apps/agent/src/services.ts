import type { Host } from '@vserver/core/host-port'
import { StateStore } from './availability/state-store.ts'
import { StateWatch } from './availability/state-watch.ts'
import type { AgentServices } from './context.ts'
import { DiskWatch } from './disk/disk-watch.ts'
import { Announcer } from './events/announcer.ts'
import { announcingHost } from './events/announcing-host.ts'
import { EventRing } from './events/event-ring.ts'
import { HelperWatch } from './events/helper-watch.ts'
import { HitStore } from './hits/hit-store.ts'
import { HitWatch } from './hits/hit-watch.ts'
import type { Logger } from './logger.ts'
import { ExitWatch } from './loops/exit-watch.ts'
import { Reconciler } from './loops/reconciler.ts'
import { Exposition } from './metrics/exposition.ts'
import { GuestLocks } from './operations/guest-locks.ts'
import { Operations } from './operations/operations.ts'
import { SampleHistory } from './samples/sample-history.ts'
import { Sampler } from './samples/sampler.ts'
import type { Store } from './store/store.ts'
import { StoredGuests } from './store/stored-guests.ts'
import { TrafficWatch } from './traffic/traffic-watch.ts'

export type Agent = AgentServices & {
  reconciler: Reconciler
  helpers: HelperWatch
  hitWatch: HitWatch
  states: StateWatch
}

type Settings = { log: Logger; mirror: string; store: Store }

/** Wires the parts of an agent over a host; starts nothing. */
export function createAgent(plainHost: Host, { log, mirror, store }: Settings): Agent {
  const events = new EventRing()
  const locks = new GuestLocks()
  const storedGuests = new StoredGuests(store)
  const [hits, stateChanges] = [new HitStore(store), new StateStore(store)]
  const publish: EventRing['publish'] = (event) => {
    events.publish(event)
    hitWatch.hear(event)
    states.hear(event)
  }
  const hitWatch = new HitWatch({ host: plainHost, publish, log, stored: hits, storedGuests })
  const states = new StateWatch({ host: plainHost, log, stored: stateChanges, storedGuests })
  const helpers = new HelperWatch({ host: plainHost, publish, log })
  const announcer = new Announcer({
    host: plainHost,
    publish,
    log,
    onRunning: (name) => {
      exits.watch(name)
      helpers.watch(name)
      sampler.add(name)
    },
    onDeleted: (name) => {
      sampler.forget(name)
      disk.forget(name)
      helpers.forget(name)
      hitWatch.forget(name)
    },
  })
  const host = announcingHost(plainHost, (name) => void announcer.announce(name))
  const reconciler = new Reconciler({ host, locks, log, announce: (name) => announcer.announce(name) })
  const exits = new ExitWatch(plainHost, (name) => {
    void announcer.announce(name)
    void reconciler.one(name)
  })
  const operations = new Operations({ host, publish, log })
  const disk = new DiskWatch({ host, publish })
  const traffic = new TrafficWatch({ host, publish })
  const samples = new SampleHistory({ store, storedGuests, now: plainHost.now })
  const see: HitWatch['see'] = (name, sample) => hitWatch.see(name, sample)
  const sampler = new Sampler({ host, history: samples, disk, traffic, publish, see })
  const exposition = new Exposition({ host, sampler, traffic, hitWatch })
  const watches = { sampler, samples, exposition, disk, traffic, store, storedGuests, hits, stateChanges }
  const services = { host, operations, locks, events, ...watches, log, mirror }
  return { ...services, startedAtMs: plainHost.now(), reconciler, helpers, hitWatch, states }
}
