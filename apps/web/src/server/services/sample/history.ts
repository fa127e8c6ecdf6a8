import type { Sample } from '@vserver/core/sample/model'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'

export function getHistory(ctx: ServiceContext, guest: ScopedGuest, sinceMs?: number): Promise<Sample[]> {
  return askHostOf(ctx, guest, (agent, name) => agent.sampleHistory(name, sinceMs))
}
