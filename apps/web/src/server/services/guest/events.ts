import type { HelperEvent } from '@vserver/core/event/model'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from './ask-host-of.ts'
import type { ScopedGuest } from './in-scope.ts'

/** What happened in the life of the guest itself, newest first. */
export async function listEvents(ctx: ServiceContext, guest: ScopedGuest): Promise<HelperEvent[]> {
  const events = await askHostOf(ctx, guest, (agent, name) => agent.helperEvents(name))
  return events.toReversed()
}
