import { GuestName } from '@vserver/core/guest/model'
import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { hubOf } from '../host/hub-of.ts'
import { fromColumns } from './columns.ts'
import type { LimitView } from './model.ts'

export async function getLimit(ctx: ServiceContext, guest: ScopedGuest): Promise<LimitView> {
  const limit = await hubOf(ctx, guest.hostId).agent.getLimit(GuestName.parse(guest.hostName))
  return { limit, plan: fromColumns(guest.plan) }
}
