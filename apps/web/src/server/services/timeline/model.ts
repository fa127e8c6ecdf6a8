import type { StateChange } from '@vserver/core/availability/model'
import { z } from 'zod'
import type { AuditView } from '../audit/model.ts'
import type { HitView } from '../hit/model.ts'
import type { Role } from '../me/model.ts'
import type { OperationView } from '../operation/model.ts'
import { TIMELINE_KINDS } from './constants.ts'

export { TIMELINE_KINDS } from './constants.ts'

export const TimelineKind = z.enum(TIMELINE_KINDS)
export type TimelineKind = z.infer<typeof TimelineKind>

export const TimelineRequest = z.object({
  /** All kinds when absent. */
  kinds: z.array(TimelineKind).min(1).max(TIMELINE_KINDS.length).optional(),
  /** Milliseconds since the epoch: only what was earlier; null = from now on back. */
  cursor: z.number().int().min(0).nullish(),
  limit: z.number().int().min(1).max(100).default(40),
})
export type TimelineRequest = z.output<typeof TimelineRequest>

export type ConsoleSession = {
  userName: string
  role: Role | null
  /** Null while it is open. */
  closedAt: string | null
}

type Entry<Kind extends TimelineKind, Told> = {
  /** Unique among all kinds. */
  id: string
  /** Milliseconds since the epoch. */
  at: number
  kind: Kind
} & Told

export type TimelineEntry =
  | Entry<'hit', { hit: HitView }>
  | Entry<'limit' | 'act', { act: AuditView }>
  | Entry<'console', { console: ConsoleSession }>
  | Entry<'operation', { operation: OperationView }>
  | Entry<'state', { change: StateChange }>

export type TimelinePage = {
  /** Newest first. */
  entries: TimelineEntry[]
  /** Where the next page begins; null when there is no more. */
  next: number | null
  /** Why what the host knows is not in it, in one sentence. */
  hostMissing: string | null
}
