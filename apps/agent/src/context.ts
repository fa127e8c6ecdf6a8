import type { Host } from '@vserver/core/host-port'
import type { StateStore } from './availability/state-store.ts'
import type { DiskWatch } from './disk/disk-watch.ts'
import type { EventRing } from './events/event-ring.ts'
import type { HitStore } from './hits/hit-store.ts'
import type { Logger } from './logger.ts'
import type { Exposition } from './metrics/exposition.ts'
import type { GuestLocks } from './operations/guest-locks.ts'
import type { Operations } from './operations/operations.ts'
import type { SampleHistory } from './samples/sample-history.ts'
import type { Sampler } from './samples/sampler.ts'
import type { Store } from './store/store.ts'
import type { StoredGuests } from './store/stored-guests.ts'
import type { TrafficWatch } from './traffic/traffic-watch.ts'

/** All that the routers and loops of one agent share. */
export type AgentServices = {
  host: Host
  operations: Operations
  locks: GuestLocks
  events: EventRing
  sampler: Sampler
  samples: SampleHistory
  exposition: Exposition
  /** What is remembered over restarts of the agent. */
  store: Store
  /** The numbers of guests in it. */
  storedGuests: StoredGuests
  hits: HitStore
  stateChanges: StateStore
  disk: DiskWatch
  traffic: TrafficWatch
  log: Logger
  /** Where templates are fetched from when the caller names no mirror; empty = the distribution's own. */
  mirror: string
  startedAtMs: number
}

export type AgentContext = AgentServices & { requestId: string }
