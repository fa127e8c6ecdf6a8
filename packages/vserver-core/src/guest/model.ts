import { z } from 'zod'
import { GuestOptions, InitStyle } from '../context/model.ts'
import { Firewall } from '../firewall/model.ts'
import { Limit } from '../limit/model.ts'
import { Network } from '../network/model.ts'
import { Backend, FilesJobId, FilesReports } from '../storage/model.ts'
import { TemplateId, TemplateRef } from '../template/model.ts'
import { HOUR_MS } from '../units.ts'

/** Names the guest on its host and in every path; never a path itself. */
export const GuestName = z
  .string()
  .max(39, 'A guest name has at most 39 characters.')
  .regex(
    /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
    'A guest name starts with a letter and has lower-case letters, digits and hyphens.',
  )
  .brand<'GuestName'>()
export type GuestName = z.infer<typeof GuestName>

/** hostname(7), RFC 1123. */
export const Hostname = z
  .string()
  .max(63, 'A host name has at most 63 characters.')
  .regex(
    /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/,
    'A host name has letters, digits, dots and hyphens, and starts and ends with a letter or digit.',
  )

/** Context number: marks the guest's processes and ids. 36,000 keeps every id range below 2^32. */
export const XID_MIN = 2
/** Guests take the xids up to this one; those above are for template builds. */
export const XID_GUEST_MAX = 35_900
export const XID_MAX = 36_000
export const Xid = z.number().int().min(XID_MIN).max(XID_MAX).brand<'Xid'>()
export type Xid = z.infer<typeof Xid>

export const GUEST_STATES = [
  'building',
  'stopped',
  'starting',
  'running',
  'paused',
  'stopping',
  'failed',
] as const
export const GuestState = z.enum(GUEST_STATES)
export type GuestState = z.infer<typeof GuestState>

export { InitStyle }

/** What the owner of a guest asks for. */
export const CreateGuestInput = z.strictObject({
  name: GuestName,
  /** By its name: the newest version that is ready. */
  template: TemplateRef,
  hostname: Hostname.optional(),
  limit: Limit,
  /** Absent: the one the template was made for, else systemd. */
  initStyle: InitStyle.optional(),
  options: GuestOptions.prefault({}),
  network: Network.prefault({}),
  /** How its files are kept; null: as the storage and the limits ask for. */
  backend: Backend.nullable().default(null),
  /** Start as soon as it exists. */
  start: z.boolean().default(true),
})
export type CreateGuestInput = z.infer<typeof CreateGuestInput>

/** Why a guest is not running, as the supervisor saw it. */
export const ExitReason = z.enum(['halt', 'reboot', 'killed', 'failed'])
export type ExitReason = z.infer<typeof ExitReason>

/** How long the files that a guest had before can be taken back; the broker keeps them as long. */
export const FORMER_KEPT_MS = 24 * HOUR_MS

/** Files that a guest had before, put away at a time that is their name. */
const Former = z.strictObject({
  template: TemplateId,
  initStyle: InitStyle,
  backend: Backend.nullable(),
  awaySeconds: z.number().int(),
})
export type Former = z.infer<typeof Former>

/** The exchange of a guest's files; `takeSeconds`: of those that are taken back, null = new ones. */
const Renewal = Former.extend({ takeSeconds: z.number().int().nullable() })
export type Renewal = z.infer<typeof Renewal>

/** What the host keeps about a guest (the agent's store). */
export const GuestRecord = z.strictObject({
  name: GuestName,
  xid: Xid,
  template: TemplateId,
  hostname: Hostname,
  initStyle: InitStyle,
  limit: Limit,
  options: GuestOptions.prefault({}),
  network: Network.prefault({}),
  firewall: Firewall.prefault({}),
  /** Null: as the storage chose. */
  backend: Backend.nullable().default(null),
  /** What the owner wants; reconcile makes it so. */
  desired: z.enum(['running', 'stopped', 'deleted']),
  /** What was begun and not finished, written before the act; null when nothing is under way. */
  intent: z
    .enum([
      ...(['create', 'start', 'stop', 'restart', 'kill', 'delete', 'setLimit'] as const),
      ...(['pause', 'resume', 'reinstall'] as const),
      ...(['setNetwork', 'setFirewall'] as const),
      ...(['clone', 'unify', 'fold', 'convert', 'archive', 'unarchive'] as const),
    ])
    .nullable(),
  /** The job on its files that such an intent waits for, and the backend it leads to. */
  job: z.strictObject({ id: FilesJobId, backend: Backend.nullable() }).nullable().default(null),
  reports: FilesReports.prefault({}),
  createdAt: z.iso.datetime(),
  /** The last failure in one sentence, null when the last act went well. */
  failure: z.string().nullable(),
  /** Starts that reconcile tried since the guest went down by itself; null when it runs as wanted. */
  retry: z.strictObject({ tries: z.number().int(), at: z.iso.datetime() }).nullable().default(null),
  /** What the intent `reinstall` leads to. */
  renewal: Renewal.nullable().default(null),
  former: Former.nullable().default(null),
  /** Since when its processes are to stand still; null when they are not. */
  pausedAt: z.iso.datetime().nullable().default(null),
  /** Since when its files are packed and off the disk; null when they are not. */
  archivedAt: z.iso.datetime().nullable().default(null),
})
export type GuestRecord = z.infer<typeof GuestRecord>

/** A guest as callers see it: the record and what the kernel says now. */
export const Guest = z.strictObject({
  name: GuestName,
  xid: Xid,
  template: TemplateId,
  hostname: Hostname,
  initStyle: InitStyle,
  limit: Limit,
  options: GuestOptions,
  network: Network,
  /** Null: as the storage chose. */
  backend: Backend.nullable(),
  state: GuestState,
  desired: GuestRecord.shape.desired,
  /** Since when its files are packed and off the disk: it cannot start until they are unpacked. */
  archivedAt: z.iso.datetime().nullable(),
  /** Since when it runs, null when it does not. */
  startedAt: z.iso.datetime().nullable(),
  lastExit: z.strictObject({ reason: ExitReason, at: z.iso.datetime() }).nullable(),
  failure: z.string().nullable(),
  /**
   * It went down by itself: how often it was started since, and when it is started next; that is null while it runs,
   * and when it was given up. Null when it is sound, which is so again after ten minutes.
   */
  crashLoop: z.strictObject({ tries: z.number().int(), nextAt: z.iso.datetime().nullable() }).nullable(),
  /** The template of the files it had before it was reinstalled, and until when they can be taken back. */
  former: z.strictObject({ template: TemplateId, until: z.iso.datetime() }).nullable(),
  createdAt: z.iso.datetime(),
})
export type Guest = z.infer<typeof Guest>
