import { GuestName } from '@vserver/core/guest/model'
import type { Sample } from '@vserver/core/sample/model'
import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { hubOf } from '../host/hub-of.ts'

export function getHistory(ctx: ServiceContext, guest: ScopedGuest, sinceMs?: number): Promise<Sample[]> {
  return hubOf(ctx, guest.hostId).agent.sampleHistory(GuestName.parse(guest.hostName), sinceMs)
}
