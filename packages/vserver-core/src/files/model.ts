import { z } from 'zod'
import { GuestName, Hostname, Xid } from '../guest/model.ts'
import { Limit } from '../limit/model.ts'
import { Backend, FilesJobId } from '../storage/model.ts'
import { TemplateId } from '../template/model.ts'

export { FilesJobId }

const disk = Limit.pick({ diskBytes: true, diskSoftBytes: true, inodes: true, inodesSoft: true })

/** Work on files that goes on by itself and may take minutes. */
export const FilesJob = z.intersection(
  z.object({ id: FilesJobId }),
  z.discriminatedUnion('kind', [
    /** A stopped guest's own files become a layer over the pool. */
    z.object({ kind: z.literal('unify'), guest: GuestName }),
    /** Its layers become one. */
    z.object({ kind: z.literal('fold'), guest: GuestName }),
    z.object({ kind: z.literal('convert'), guest: GuestName, backend: Backend, limit: disk }),
    /** Its files are packed into one and taken off the disk. */
    z.object({ kind: z.literal('archive'), guest: GuestName }),
    /** They are unpacked, as they were. */
    z.object({ kind: z.literal('unarchive'), guest: GuestName, limit: disk }),
    /** A new guest from a stopped one. */
    z.object({
      kind: z.literal('clone'),
      guest: GuestName,
      source: GuestName,
      /** Of the source, and so of the new guest. */
      template: TemplateId,
      xid: Xid,
      backend: Backend.nullable(),
      limit: disk,
      /** The copy keeps the machine id and the ssh host keys. */
      keepKeys: z.boolean(),
    }),
    /** Objects nobody refers to go. */
    z.object({ kind: z.literal('sweep') }),
    /** Of a guest, of a template, or of all; changes nothing. */
    z.object({ kind: z.literal('verify'), guest: GuestName.nullable(), template: TemplateId.nullable() }),
    /** What unify would save; changes nothing. */
    z.object({ kind: z.literal('predict'), guest: GuestName }),
    /** What a guest uses, by looking at every file. */
    z.object({ kind: z.literal('measure'), guest: GuestName }),
  ]),
)
export type FilesJob = z.infer<typeof FilesJob>
export type FilesKind = FilesJob['kind']

/** A new guest from one that is down. */
export const CloneGuestInput = z.strictObject({
  name: GuestName,
  source: GuestName,
  /** Absent = its name. */
  hostname: Hostname.optional(),
  /** Null: as the source's files are kept. */
  backend: Backend.nullable().default(null),
  /** The copy keeps the machine id and the ssh host keys. */
  keepKeys: z.boolean().default(false),
})
export type CloneGuestInput = z.infer<typeof CloneGuestInput>

export const FILES_STATES = ['running', 'done', 'failed', 'cancelled'] as const
export const FilesState = z.enum(FILES_STATES)

/** How far a job is, or what came of it. */
export const FilesRun = z.strictObject({
  state: FilesState,
  percent: z.number().min(0).max(100),
  step: z.string().nullable(),
  startedAtMs: z.number().nullable(),
  finishedAtMs: z.number().nullable(),
  message: z.string().nullable(),
  /** Looked at so far. */
  files: z.number(),
  bytes: z.number(),
  /** Files that became, or would become, shared. */
  pooled: z.number(),
  savedBytes: z.number(),
  /** Of the pool: made, removed or checked. */
  objects: z.number(),
  /** What verify found. */
  problems: z.number(),
})
export type FilesRun = z.infer<typeof FilesRun>
