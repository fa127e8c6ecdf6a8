import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import type { FirewallView } from './model.ts'

export function getFirewall(ctx: ServiceContext, guest: ScopedGuest): Promise<FirewallView> {
  return askHostOf(ctx, guest, (agent, name) => agent.getFirewall(name))
}
