import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { hubOf, localHub } from '../host/hub-of.ts'
import { fromColumns } from './columns.ts'
import type { LimitUseView, LimitView } from './model.ts'

export async function getLimit(ctx: ServiceContext, guest: ScopedGuest): Promise<LimitView> {
  const limit = await askHostOf(ctx, guest, (agent, name) => agent.getLimit(name))
  return { limit, plan: fromColumns(guest.plan) }
}

/** Counted by the kernel since the guest was started; a guest that does not run uses nothing. */
export async function getLimitUse(ctx: ServiceContext, guest: ScopedGuest): Promise<LimitUseView> {
  const onHost = hubOf(ctx, guest.hostId).picture.guests.get(guest.hostName)
  if (onHost && onHost.state !== 'running' && onHost.state !== 'paused') return null
  return askHostOf(ctx, guest, (agent, name) => agent.limitUse(name))
}

/** Limits that a new guest's host cannot enforce, by their field. */
export async function listMissingLimits(ctx: ServiceContext): Promise<string[]> {
  return (await localHub(ctx).agent.info()).limitsMissing
}
