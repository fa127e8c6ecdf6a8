import type { Backend, GuestDisk, Storage } from '@vserver/core/storage/model'
import { z } from 'zod'

export type GuestFilesRow = {
  /** Null: no tenant's. */
  guestId: string | null
  /** As its tenants call it, or, if it is nobody's, as the host does. */
  name: string
  templateId: string
  state: string
  backend: Backend | null
  disk: GuestDisk | null
  /** What it has in common with others; null: not known. */
  sharedBytes: number | null
  /** By unifying; null: it never was. */
  savedBytes: number | null
  predictedBytes: number | null
  unifiedAt: string | null
  predictedAt: string | null
  isStopped: boolean
}

export type TemplateFilesRow = {
  id: string
  label: string
  /** Sum of the sizes of its files; null: not known. */
  bytes: number | null
  guests: number
  /** What private copies for each of its guests would take beyond it. */
  savedBytes: number | null
  /** What would be shared no more if every guest replaced every file of it: the most an upgrade can cost. */
  unsharedByUpgradeBytes: number | null
}

export type LastWork = { at: string; state: string; message: string | null } | null

export type StorageView = {
  storage: Storage
  /** So little room is left that guests may fill it. */
  isLow: boolean
  /** The last walk that counted what guests use; null: there was none. */
  walk: { at: string; durationUs: number } | null
  guests: GuestFilesRow[]
  templates: TemplateFilesRow[]
  totals: { ownBytes: number; sharedBytes: number; predictedBytes: number; guests: number }
  /** Work on the whole storage that is under way, in one sentence. */
  busyWith: string | null
  lastSweep: LastWork
  lastVerify: LastWork
}

export const UnifyAllRequest = z.object({
  /** Guests that run are stopped for it, one at a time, and started again. */
  stopRunning: z.boolean().default(false),
  /** No guest is begun after it; null: no end. */
  until: z.iso.datetime().nullable().default(null),
})
export type UnifyAllRequest = z.infer<typeof UnifyAllRequest>
