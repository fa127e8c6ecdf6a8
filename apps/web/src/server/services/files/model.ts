import { GuestName } from '@vserver/core/guest/model'
import type { Backend, FilesReports, GuestDisk } from '@vserver/core/storage/model'
import { z } from 'zod'

export const FILES_ACTIONS = ['unify', 'fold', 'predict', 'verify', 'convert', 'clone'] as const
export type FilesAction = (typeof FILES_ACTIONS)[number]

/** How the files of a guest lie, what it shares, and what can be done with them. */
export type FilesView = {
  /** Null: as the storage chose. */
  backend: Backend | null
  disk: GuestDisk | null
  /** When a self-test saw such a limit hold on its storage; null: none did. */
  provedAt: string | null
  /** What it has in common with others, on the disk and in memory; null: not known. */
  sharedBytes: number | null
  /** What the last look of each kind found. */
  reports: FilesReports
  /** The reason says why it cannot be chosen; null = it can. */
  backends: { backend: Backend; reason: string | null }[]
  isRunning: boolean
  /** Null when the viewer may do it now, else the reason in one sentence. */
  denied: Record<FilesAction, string | null>
  /** Likewise for stopping it, unifying it and starting it again. */
  stopUnifyDenied: string | null
}

export const CloneRequest = z.object({
  name: GuestName,
  /** The copy keeps the machine id and the ssh host keys. */
  keepKeys: z.boolean().default(false),
  /** Made by the browser once per form; a repeat returns the same guest. */
  requestKey: z.string().min(8).max(64),
})
export type CloneRequest = z.infer<typeof CloneRequest>
