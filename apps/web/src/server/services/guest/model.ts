import { Guest, GuestName, GuestState, InitStyle } from '@vserver/core/guest/model'
import { Limit } from '@vserver/core/limit/model'
import { Operation } from '@vserver/core/operation/model'
import { Sample } from '@vserver/core/sample/model'
import { Backend, GuestDisk } from '@vserver/core/storage/model'
import { TemplateRef } from '@vserver/core/template/model'
import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import { type Paged, PageRequest } from '../paging/model.ts'
import { TrafficAction } from '../plan/network.ts'
import { SuspensionView } from '../suspension/model.ts'
import { TrafficState } from '../traffic/model.ts'
import { CREATED_AT_ONCE_MAX, GUEST_INIT_STYLES } from './constants.ts'

const GUEST_ACTIONS = [
  'start',
  'stop',
  'restart',
  'pause',
  'resume',
  'kill',
  'delete',
  'setLimit',
  'console',
  'bootLog',
  'bin',
  'rename',
  'transfer',
  'suspend',
  'reinstall',
  'takeFormer',
] as const
export const GuestAction = z.enum(GUEST_ACTIONS)
export type GuestAction = z.infer<typeof GuestAction>

const Reference = z.strictObject({ id: z.string(), name: z.string() })

/** A guest as its viewer may see it: what the database owns and what the host says now. */
export const GuestView = z.strictObject({
  id: z.string(),
  name: z.string(),
  hostname: z.string(),
  customer: Reference,
  reseller: Reference,
  plan: Reference,
  templateId: z.string(),
  templateLabel: z.string(),
  /** `unknown`: the host is not reachable now. */
  state: z.enum([...GuestState.options, 'unknown']),
  startedAt: z.string().nullable(),
  /** Since when its files are packed, so that it cannot be started or looked into. */
  archivedAt: z.string().nullable(),
  /** Last confirmed by the host. */
  limit: Limit,
  /** The first of each family is the one it sends from. */
  addresses: z.array(z.string()),
  /** How far it is beyond its traffic, and what was done to it for that. */
  traffic: z.strictObject({ state: TrafficState, action: TrafficAction.nullable() }),
  /** What it uses of its disk; null until somebody has counted it. */
  disk: GuestDisk.nullable(),
  /** How its files are kept; null: as the storage chose. */
  backend: Backend.nullable(),
  latest: Sample.nullable(),
  failure: z.string().nullable(),
  crashLoop: Guest.shape.crashLoop,
  /** The one that is running, if any. */
  operation: Operation.nullable(),
  /** Null when the viewer may do it now, else the reason in one sentence. */
  denied: z.record(GuestAction, z.string().nullable()),
  /** What it had before it was reinstalled, and until when it can be taken back; null = nothing. */
  former: z.strictObject({ templateLabel: z.string(), until: z.string() }).nullable(),
  /** What its seller did to it; null = nothing. */
  suspension: SuspensionView.nullable(),
  /** Since when it is in the bin, and when it is deleted; null = it is not. */
  bin: z.strictObject({ at: z.string(), purgeAt: z.string(), byName: z.string() }).nullable(),
  createdAt: z.string(),
})
export type GuestView = z.infer<typeof GuestView>

export const GuestId = z.string().min(1).max(64)

export const GuestInitStyle = InitStyle.extract(GUEST_INIT_STYLES)

export const CreateGuestRequest = z.strictObject({
  name: GuestName,
  customerId: z.string().min(1).max(64),
  planId: z.string().min(1).max(64),
  templateId: TemplateRef,
  /** What its pid 1 is. */
  initStyle: GuestInitStyle.default('systemd'),
  /** Made by the browser once per form; a repeat returns the same guest. */
  requestKey: z.string().min(8).max(64),
})
export type CreateGuestRequest = z.infer<typeof CreateGuestRequest>

/** Several of one plan for one customer; all are reserved or none. */
export const CreateGuestsRequest = CreateGuestRequest.omit({ name: true }).extend({
  names: z
    .array(GuestName)
    .min(1)
    .max(CREATED_AT_ONCE_MAX, {
      error: () => t('At most {count} guests at once.', { count: CREATED_AT_ONCE_MAX }),
    })
    .refine((names) => new Set(names).size === names.length, msg('Two guests cannot have the same name.')),
})
export type CreateGuestsRequest = z.infer<typeof CreateGuestsRequest>

export type GuestWatchEvent =
  | { kind: 'guest'; guest: GuestView }
  | { kind: 'sample'; sample: Sample }
  | { kind: 'operation'; operation: Operation }
  | { kind: 'unreachable'; message: string }
  | { kind: 'deleted' }

const ROWS_MAX = 100

export const GuestListRequest = PageRequest.extend({
  /** Only those that failed or whose host does not answer. */
  alarm: z.boolean().optional(),
  rows: z.number().int().min(1).max(ROWS_MAX).optional(),
})
export type GuestListRequest = z.infer<typeof GuestListRequest>

export type GuestPage = Paged<GuestView>
export type NamedGuest = { id: string; name: string }

/** Which guests of a list are watched; of the others only that they come and go is told. */
export const GuestListWatch = z.object({ guestIds: z.array(GuestId).max(ROWS_MAX).default([]) })

/** The same for guests in the viewer's scope; `listed`: one that is not watched has come or gone. */
export type GuestListEvent = (GuestWatchEvent | { kind: 'listed' }) & { guestId: string }
