import { z } from 'zod'
import { Guest } from '../guest/model.ts'
import { Hit } from '../hit/model.ts'
import { Operation } from '../operation/model.ts'
import { SampleBatch } from '../sample/model.ts'
import { GuestDisk, StorageRoom } from '../storage/model.ts'
import { Template } from '../template/model.ts'
import { GuestTraffic } from '../traffic/model.ts'

/**
 * What happens in the life of a guest's context, as its supervisor sees it (source: util-vserver, vshelper), and when
 * root of the host mounted its files and unmounted them.
 */
export const HELPER_ACTIONS = [
  ...(['netup', 'startup', 'oom', 'restart', 'halt', 'shutdown', 'netdown', 'netlost'] as const),
  ...(['attach', 'detach'] as const),
] as const

/** One line of a guest's event file. */
export const HelperEvent = z.strictObject({
  /** Grows over all runs of the guest until its host restarts. */
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  action: z.enum(HELPER_ACTIONS),
})
export type HelperEvent = z.infer<typeof HelperEvent>

/** What happened on a host, numbered so that a listener resumes where it stopped. */
export const HostEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('guest'), guest: Guest }),
  z.strictObject({ kind: z.literal('guestDeleted'), name: z.string() }),
  /** Of the guests that had their turn. */
  z.strictObject({ kind: z.literal('samples'), samples: SampleBatch }),
  z.strictObject({ kind: z.literal('helper'), name: z.string(), ...HelperEvent.shape }),
  /** A guest ran into one of its limits. */
  z.strictObject({ kind: z.literal('hit'), hit: Hit }),
  z.strictObject({ kind: z.literal('operation'), operation: Operation }),
  /** A guest uses more or less disk than before. */
  z.strictObject({ kind: z.literal('disk'), disk: GuestDisk }),
  /** A guest has sent or received something. */
  z.strictObject({ kind: z.literal('traffic'), traffic: GuestTraffic }),
  /** The storage has become low, or is so no more. */
  z.strictObject({ kind: z.literal('storage'), room: StorageRoom }),
  z.strictObject({ kind: z.literal('template'), template: Template }),
  /** The listener's cursor is older than what is kept: read everything again. */
  z.strictObject({ kind: z.literal('reset') }),
])
export type HostEvent = z.infer<typeof HostEvent>
export const HOST_EVENT_KINDS = HostEvent.options.map(({ shape }) => shape.kind.value)
