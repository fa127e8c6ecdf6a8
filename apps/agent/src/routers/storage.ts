import type { Operation } from '@vserver/core/operation/model'
import { getStorage, listGuestFiles, testStorage } from '@vserver/core/storage'
import type { GuestFiles, Storage } from '@vserver/core/storage/model'
import { z } from 'zod'
import type { DiskWatch } from '../disk/disk-watch.ts'
import { beginPredictAll, beginUnifyAll } from '../operations/many-guests.ts'
import { beginSweep, beginVerify } from '../operations/storage-operation.ts'
import { procedure, router } from '../trpc.ts'
import { idempotencyKey } from './inputs.ts'

const Act = z.strictObject({ idempotencyKey }).prefault({})

const UnifyAll = z.strictObject({
  stopRunning: z.boolean().default(false),
  until: z.iso.datetime().nullable().default(null),
  idempotencyKey,
})

type Disk = ReturnType<DiskWatch['known']>

export const storageRouter = router({
  /** What the storage is and can enforce. */
  get: procedure.query(({ ctx }): Promise<Storage> => getStorage(ctx.host)),

  /** The same, proved anew by writing over a limit. */
  selfTest: procedure.mutation(({ ctx }): Promise<Storage> => testStorage(ctx.host)),

  /** What guests use, as the last walk found it; while somebody watches it, walks are frequent. */
  diskUse: procedure
    .input(z.strictObject({ isWatched: z.boolean().default(false) }).prefault({}))
    .query(({ ctx, input }): Disk => {
      if (input.isWatched) ctx.disk.watch()
      return ctx.disk.known()
    }),

  /** How the files of guests are kept, and what was found out about them. */
  files: procedure.query(({ ctx }): Promise<GuestFiles[]> => listGuestFiles(ctx.host)),

  /** Removes content that nobody refers to any more. */
  sweep: procedure
    .input(Act)
    .mutation(
      ({ ctx, input }): Promise<Operation> => beginSweep(ctx, { ...input, requestId: ctx.requestId }),
    ),

  /** Checks all content, templates and guests; changes nothing. */
  verify: procedure
    .input(Act)
    .mutation(
      ({ ctx, input }): Promise<Operation> => beginVerify(ctx, { ...input, requestId: ctx.requestId }),
    ),

  /** What unifying the guests that are down would save. */
  predict: procedure
    .input(Act)
    .mutation(
      ({ ctx, input: { idempotencyKey } }): Promise<Operation> => beginPredictAll(ctx, { idempotencyKey }),
    ),

  /** Unifies the guests that are down, or all: stops, unifies and starts them, one at a time. */
  unify: procedure
    .input(UnifyAll)
    .mutation(
      ({ ctx, input: { idempotencyKey, ...input } }): Promise<Operation> =>
        beginUnifyAll(ctx, { ...input, idempotencyKey }),
    ),
})
