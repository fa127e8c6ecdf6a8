import type { HostEvent } from '@vserver/core/event/model'
import type { Guest } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import type { Sample } from '@vserver/core/sample/model'
import type { Template } from '@vserver/core/template/model'
import type { Agent } from './agent.ts'

export type HubEvent = HostEvent | { kind: 'unreachable'; message: string } | { kind: 'reachable' }

/** What a host said last; empty and unreachable until it said something. */
export type HostPicture = {
  reachable: boolean
  /** Why not, in one sentence. */
  message: string | null
  guests: ReadonlyMap<string, Guest>
  samples: ReadonlyMap<string, Sample>
  templates: readonly Template[]
  /** Running ones by the guest or template they are about. */
  running: ReadonlyMap<string, Operation>
}

/** One subscription to an agent, kept alive and fanned out to everybody who watches. */
export interface HostHub {
  readonly hostId: string
  readonly agent: Agent
  readonly picture: HostPicture
  /** Events from now on. A listener that cannot keep up is ended and must read everything again. */
  listen(signal: AbortSignal | undefined): AsyncIterable<HubEvent>
}
