import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { fromColumns } from './columns.ts'
import type { LimitView } from './model.ts'

export async function getLimit(ctx: ServiceContext, guest: ScopedGuest): Promise<LimitView> {
  const limit = await askHostOf(ctx, guest, (agent, name) => agent.getLimit(name))
  return { limit, plan: fromColumns(guest.plan) }
}
