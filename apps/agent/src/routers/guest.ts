import { OptionsChange } from '@vserver/core/context/model'
import {
  createGuest,
  deleteGuest,
  getGuest,
  killGuest,
  listGuests,
  pauseGuest,
  reinstallGuest,
  requireCreatable,
  requireFormer,
  requireReinstallable,
  restartGuest,
  resumeGuest,
  setOptions,
  startGuest,
  stopGuest,
  takeFormer,
} from '@vserver/core/guest'
import { CreateGuestInput, type Guest } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import { TemplateRef } from '@vserver/core/template/model'
import { beginGuestOperation } from '../operations/guest-operation.ts'
import { beginMarkOperation } from '../operations/mark-operation.ts'
import { procedure, router } from '../trpc.ts'
import { ActOnGuest, idempotencyKey, OneGuest, OneMark } from './inputs.ts'

export const guestRouter = router({
  list: procedure.query(({ ctx }): Promise<Guest[]> => listGuests(ctx.host)),

  get: procedure.input(OneGuest).query(({ ctx, input }): Promise<Guest> => getGuest(ctx.host, input.name)),

  create: procedure.input(CreateGuestInput.extend({ idempotencyKey })).mutation(
    ({ ctx, input: { idempotencyKey, ...input } }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          kind: 'guest.create',
          name: input.name,
          idempotencyKey,
          check: () => requireCreatable(ctx.host, input),
        },
        (task) => createGuest(ctx.host, input, task.progress),
      ),
  ),

  start: procedure
    .input(ActOnGuest)
    .mutation(
      ({ ctx, input }): Promise<Operation> =>
        beginGuestOperation(ctx, { kind: 'guest.start', ...keyed(input) }, (task) =>
          startGuest(ctx.host, input.name, task.progress),
        ),
    ),

  stop: procedure
    .input(ActOnGuest)
    .mutation(
      ({ ctx, input }): Promise<Operation> =>
        beginGuestOperation(ctx, { kind: 'guest.stop', ...keyed(input) }, (task) =>
          stopGuest(ctx.host, input.name, task.progress),
        ),
    ),

  restart: procedure
    .input(ActOnGuest)
    .mutation(
      ({ ctx, input }): Promise<Operation> =>
        beginGuestOperation(ctx, { kind: 'guest.restart', ...keyed(input) }, (task) =>
          restartGuest(ctx.host, input.name, task.progress),
        ),
    ),

  kill: procedure
    .input(ActOnGuest)
    .mutation(
      ({ ctx, input }): Promise<Operation> =>
        beginGuestOperation(ctx, { kind: 'guest.kill', ...keyed(input) }, () =>
          killGuest(ctx.host, input.name),
        ),
    ),

  pause: procedure
    .input(ActOnGuest)
    .mutation(
      ({ ctx, input }): Promise<Operation> =>
        beginGuestOperation(ctx, { kind: 'guest.pause', ...keyed(input) }, () =>
          pauseGuest(ctx.host, input.name),
        ),
    ),

  resume: procedure
    .input(ActOnGuest)
    .mutation(
      ({ ctx, input }): Promise<Operation> =>
        beginGuestOperation(ctx, { kind: 'guest.resume', ...keyed(input) }, () =>
          resumeGuest(ctx.host, input.name),
        ),
    ),

  /** Fresh files; what it had can be taken back for a day. */
  reinstall: procedure.input(ActOnGuest.extend({ template: TemplateRef })).mutation(
    ({ ctx, input: { template, ...input } }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          ...{ ...keyed(input), kind: 'guest.reinstall', cancellable: true },
          check: () => requireReinstallable(ctx.host, input.name, template),
        },
        (task) => reinstallGuest(ctx.host, { name: input.name, template }, task),
      ),
  ),

  takeFormer: procedure.input(ActOnGuest).mutation(
    ({ ctx, input }): Promise<Operation> =>
      beginGuestOperation(
        ctx,
        {
          ...{ ...keyed(input), kind: 'guest.takeFormer', cancellable: true },
          check: () => requireFormer(ctx.host, input.name),
        },
        (task) => takeFormer(ctx.host, input.name, task),
      ),
  ),

  setOptions: procedure
    .input(OneGuest.extend({ change: OptionsChange }))
    .mutation(async ({ ctx, input }): Promise<Guest> => {
      const release = await ctx.locks.acquire(input.name, 'limit.set')
      try {
        return await setOptions(ctx.host, input.name, input.change)
      } finally {
        release()
      }
    }),

  /** Starts all guests of a mark, in the order of their dependencies. */
  startMark: procedure.input(OneMark).mutation(
    ({ ctx, input }): Promise<Operation> =>
      beginMarkOperation(ctx, {
        kind: 'mark.start',
        mark: input.mark,
        idempotencyKey: input.idempotencyKey,
      }),
  ),

  /** Stops them, those that others depend on last. */
  stopMark: procedure.input(OneMark).mutation(
    ({ ctx, input }): Promise<Operation> =>
      beginMarkOperation(ctx, {
        kind: 'mark.stop',
        mark: input.mark,
        idempotencyKey: input.idempotencyKey,
      }),
  ),

  delete: procedure
    .input(ActOnGuest)
    .mutation(
      ({ ctx, input }): Promise<Operation> =>
        beginGuestOperation(ctx, { kind: 'guest.delete', ...keyed(input) }, (task) =>
          deleteGuest(ctx.host, input.name, task.progress),
        ),
    ),
})

function keyed(input: { name: Guest['name']; idempotencyKey?: string | undefined }) {
  return { name: input.name, idempotencyKey: input.idempotencyKey }
}
