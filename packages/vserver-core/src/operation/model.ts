import { z } from 'zod'

export const OperationId = z
  .string()
  .regex(/^op-[0-9a-z]{10,40}$/)
  .brand<'OperationId'>()
export type OperationId = z.infer<typeof OperationId>

export const OPERATION_KINDS = [
  'guest.create',
  'guest.start',
  'guest.stop',
  'guest.restart',
  'guest.kill',
  'guest.pause',
  'guest.resume',
  'guest.delete',
  'guest.reinstall',
  'guest.takeFormer',
  'guest.clone',
  'guest.unify',
  'guest.fold',
  'guest.convert',
  'guest.archive',
  'guest.unarchive',
  'guest.predict',
  'guest.verify',
  'mark.start',
  'mark.stop',
  'template.build',
  'storage.unify',
  'storage.predict',
  'storage.sweep',
  'storage.verify',
  'template.delete',
] as const
export const OperationKind = z.enum(OPERATION_KINDS)
export type OperationKind = z.infer<typeof OperationKind>

export const OPERATION_STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const
export const OperationState = z.enum(OPERATION_STATES)
export type OperationState = z.infer<typeof OperationState>

/** Anything that may take over two seconds. Durable on the agent; a repeat of its key returns the same operation. */
export const Operation = z.strictObject({
  id: OperationId,
  kind: OperationKind,
  /** Guest name, template id, `mark:` and a boot mark, or `storage:all`. */
  subject: z.string(),
  state: OperationState,
  percent: z.number().min(0).max(100),
  /** What it does now, a few words. */
  step: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
  cancellable: z.boolean(),
  idempotencyKey: z.string().max(100).nullable(),
})
export type Operation = z.infer<typeof Operation>
