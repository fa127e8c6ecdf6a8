import {
  archiveGuest,
  cloneGuest,
  convertGuest,
  foldGuest,
  requireArchived,
  requireCloneable,
  requireConvertible,
  requireDown,
  requireUnifiable,
  unarchiveGuest,
  unifyGuest,
} from '@vserver/core/files'
import { CloneGuestInput } from '@vserver/core/files/model'
import type { Operation } from '@vserver/core/operation/model'
import { getGuestFiles } from '@vserver/core/storage'
import { Backend, type GuestFiles } from '@vserver/core/storage/model'
import { z } from 'zod'
import { beginLook, jobOf } from '../operations/files-operation.ts'
import { beginGuestOperation } from '../operations/guest-operation.ts'
import { procedure, router } from '../trpc.ts'
import { ActOnGuest, idempotencyKey, OneGuest } from './inputs.ts'

export const filesRouter = router({
  /** How the guest's files are kept, and what was found out about them. */
  get: procedure
    .input(OneGuest)
    .query(({ ctx, input }): Promise<GuestFiles> => getGuestFiles(ctx.host, input.name)),

  /** Shares what is like the files of others; `stopFirst` stops a guest that runs and starts it again. */
  unify: procedure.input(ActOnGuest.extend({ stopFirst: z.boolean().default(false) })).mutation(
    ({ ctx, input: { stopFirst, ...input } }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          ...{ ...keyed(input), kind: 'guest.unify', cancellable: true },
          check: () => requireUnifiable(ctx.host, { name: input.name, stopFirst }),
        },
        (task) => {
          const { id, follow } = jobOf(ctx, task)
          const { progress } = task
          return unifyGuest(ctx.host, { id, name: input.name, stopFirst }, { follow, progress })
        },
      ),
  ),

  /** Makes one layer of those that unifying has left. */
  fold: procedure.input(ActOnGuest).mutation(
    ({ ctx, input }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          ...{ ...keyed(input), kind: 'guest.fold', cancellable: true },
          check: () => requireDown(ctx.host, input.name),
        },
        (task) => {
          const { id, follow } = jobOf(ctx, task)
          return foldGuest(ctx.host, { id, name: input.name }, follow)
        },
      ),
  ),

  /** Keeps the guest's files in another way. */
  convert: procedure.input(ActOnGuest.extend({ backend: Backend })).mutation(
    ({ ctx, input: { backend, ...input } }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          ...{ ...keyed(input), kind: 'guest.convert', cancellable: true },
          check: () => requireConvertible(ctx.host, { name: input.name, backend }),
        },
        (task) => {
          const { id, follow } = jobOf(ctx, task)
          return convertGuest(ctx.host, { id, name: input.name, backend }, follow)
        },
      ),
  ),

  /** Packs the guest's files into one and takes them off the disk. */
  archive: procedure.input(ActOnGuest).mutation(
    ({ ctx, input }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          ...{ ...keyed(input), kind: 'guest.archive', cancellable: true },
          check: () => requireDown(ctx.host, input.name),
        },
        (task) => {
          const { id, follow } = jobOf(ctx, task)
          return archiveGuest(ctx.host, { id, name: input.name }, follow)
        },
      ),
  ),

  /** Unpacks them, as they were. */
  unarchive: procedure.input(ActOnGuest).mutation(
    ({ ctx, input }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          ...{ ...keyed(input), kind: 'guest.unarchive', cancellable: true },
          check: () => requireArchived(ctx.host, input.name),
        },
        (task) => {
          const { id, follow } = jobOf(ctx, task)
          return unarchiveGuest(ctx.host, { id, name: input.name }, follow)
        },
      ),
  ),

  /** A new guest with the files, limits and options of one that is down. */
  clone: procedure.input(CloneGuestInput.extend({ idempotencyKey })).mutation(
    ({ ctx, input: { idempotencyKey, ...input } }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          ...{ kind: 'guest.clone', name: input.name, idempotencyKey, cancellable: true },
          check: () => requireCloneable(ctx.host, input),
        },
        async (task) => {
          const release = await ctx.locks.acquire(input.source, 'files.copy')
          const { id, follow } = jobOf(ctx, task)
          await cloneGuest(ctx.host, { id, input }, follow).finally(release)
        },
      ),
  ),

  /** What unifying the guest would save. */
  predict: procedure
    .input(ActOnGuest)
    .mutation(({ ctx, input }): Promise<Operation> => beginLook(ctx, { kind: 'guest.predict', ...input })),

  /** Whether all that the guest's files refer to is there. */
  verify: procedure
    .input(ActOnGuest)
    .mutation(({ ctx, input }): Promise<Operation> => beginLook(ctx, { kind: 'guest.verify', ...input })),
})

function keyed(input: z.infer<typeof ActOnGuest>) {
  return { name: input.name, idempotencyKey: input.idempotencyKey }
}
