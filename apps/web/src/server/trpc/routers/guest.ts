import { tracked } from '@trpc/server'
import { GuestName } from '@vserver/core/guest/model'
import { TemplateRef } from '@vserver/core/template/model'
import { z } from 'zod'
import { oneGuest, tenant } from '../../scope.ts'
import { act } from '../../services/guest/act.ts'
import { createGuest } from '../../services/guest/create.ts'
import { createGuests } from '../../services/guest/create-many.ts'
import { deleteGuest } from '../../services/guest/delete.ts'
import { listEvents } from '../../services/guest/events.ts'
import { getGuest } from '../../services/guest/get.ts'
import { listBin, listGuests, listNames } from '../../services/guest/list.ts'
import {
  CreateGuestRequest,
  CreateGuestsRequest,
  GuestListRequest,
  GuestListWatch,
} from '../../services/guest/model.ts'
import { watchGuest } from '../../services/guest/watch.ts'
import { watchGuests } from '../../services/guest/watch-list.ts'
import { binGuest, restoreGuest } from '../../services/life/bin.ts'
import { listReinstallChoices, reinstallGuest } from '../../services/life/reinstall.ts'
import { renameGuest } from '../../services/life/rename.ts'
import { listNewOwners, transferGuest } from '../../services/life/transfer.ts'
import { SuspendRequest } from '../../services/suspension/model.ts'
import { lift, suspend } from '../../services/suspension/set.ts'
import { procedure, router } from '../trpc.ts'

/** A watch begins with the state as it is, so a cursor need not be understood, only accepted. */
const cursor = z.object({ lastEventId: z.string().max(100).nullish() })

export const guestRouter = router({
  list: procedure('guest.read', tenant)
    .input(GuestListRequest.optional())
    .query(({ ctx, input }) => listGuests(ctx, input)),
  names: procedure('guest.read', tenant).query(({ ctx }) => listNames(ctx)),
  get: procedure('guest.read', oneGuest).query(({ ctx }) => getGuest(ctx, ctx.guest)),
  create: procedure('guest.create', tenant)
    .input(CreateGuestRequest)
    .mutation(({ ctx, input }) => createGuest(ctx, input)),
  createMany: procedure('guest.create', tenant)
    .input(CreateGuestsRequest)
    .mutation(({ ctx, input }) => createGuests(ctx, input)),
  start: procedure('guest.start', oneGuest).mutation(({ ctx }) => act(ctx, ctx.guest, 'start')),
  stop: procedure('guest.stop', oneGuest).mutation(({ ctx }) => act(ctx, ctx.guest, 'stop')),
  restart: procedure('guest.restart', oneGuest).mutation(({ ctx }) => act(ctx, ctx.guest, 'restart')),
  pause: procedure('guest.pause', oneGuest).mutation(({ ctx }) => act(ctx, ctx.guest, 'pause')),
  resume: procedure('guest.pause', oneGuest).mutation(({ ctx }) => act(ctx, ctx.guest, 'resume')),
  kill: procedure('guest.kill', oneGuest).mutation(({ ctx }) => act(ctx, ctx.guest, 'kill')),
  delete: procedure('guest.delete', oneGuest, { fresh: true })
    .input(z.object({ confirmName: z.string().max(100) }))
    .mutation(({ ctx, input }) => deleteGuest(ctx, ctx.guest, input.confirmName)),
  reinstall: procedure('guest.reinstall', oneGuest, { fresh: true })
    .input(z.object({ templateId: TemplateRef, confirmName: z.string().max(100) }))
    .mutation(({ ctx, input }) => reinstallGuest(ctx, ctx.guest, input)),
  reinstallChoices: procedure('guest.reinstall', oneGuest).query(({ ctx }) =>
    listReinstallChoices(ctx, ctx.guest),
  ),
  takeFormer: procedure('guest.reinstall', oneGuest).mutation(({ ctx }) => act(ctx, ctx.guest, 'takeFormer')),
  bin: procedure('guest.bin', oneGuest).mutation(({ ctx }) => binGuest(ctx, ctx.guest)),
  restore: procedure('guest.bin', oneGuest).mutation(({ ctx }) => restoreGuest(ctx, ctx.guest)),
  listBin: procedure('guest.bin', tenant).query(({ ctx }) => listBin(ctx)),
  rename: procedure('guest.rename', oneGuest)
    .input(z.object({ name: GuestName }))
    .mutation(({ ctx, input }) => renameGuest(ctx, ctx.guest, input.name)),
  transfer: procedure('guest.transfer', oneGuest)
    .input(z.object({ customerId: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => transferGuest(ctx, ctx.guest, input.customerId)),
  newOwners: procedure('guest.transfer', oneGuest).query(({ ctx }) => listNewOwners(ctx, ctx.guest)),
  suspend: procedure('guest.suspend', oneGuest)
    .input(SuspendRequest)
    .mutation(({ ctx, input: { step, reason, escalateDays } }) =>
      suspend(ctx, ctx.guest, { step, reason, escalateDays }),
    ),
  lift: procedure('guest.suspend', oneGuest).mutation(({ ctx }) => lift(ctx, ctx.guest)),
  events: procedure('guest.read', oneGuest).query(({ ctx }) => listEvents(ctx, ctx.guest)),
  watch: procedure('guest.read', oneGuest)
    .input(cursor)
    .subscription(async function* ({ ctx, signal }) {
      for await (const { id, event } of watchGuest(ctx, ctx.guest, signal)) yield tracked(id, event)
    }),
  watchList: procedure('guest.read', tenant)
    .input(cursor.extend(GuestListWatch.shape).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      for await (const { id, event } of watchGuests(ctx, input?.guestIds ?? [], signal))
        yield tracked(id, event)
    }),
})
