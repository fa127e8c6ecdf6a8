import { VserverError } from '@vserver/core/errors'
import type { Firewall } from '@vserver/core/firewall/model'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { audited } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { getFirewall } from './get.ts'
import type { FirewallView } from './model.ts'

/** At once, also for a guest that does not run. */
export function setFirewall(
  ctx: ServiceContext,
  guest: ScopedGuest,
  firewall: Firewall,
): Promise<FirewallView> {
  const { rules, forwards } = firewall
  const detail = `in ${firewall.in}, out ${firewall.out}, ${rules.length} rules, ${forwards.length} ports`
  return audited(ctx, { action: 'firewall.set', subject: guest.name, guest, detail }, async () => {
    assertActive(guest)
    await requireOwnPorts(ctx, guest, firewall)
    await askHostOf(ctx, guest, (agent, name) => agent.setFirewall(name, firewall))
    return getFirewall(ctx, guest)
  })
}

/** A customer's rules are its own, but the host's ports are not. */
async function requireOwnPorts(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { forwards }: Firewall,
): Promise<void> {
  if (isGranted(ctx.viewer, 'firewall.forward')) return
  const { firewall } = await getFirewall(ctx, guest)
  if (JSON.stringify(firewall.forwards) === JSON.stringify(forwards)) return
  throw new VserverError('FORBIDDEN', `${ctx.viewer.role} may not change forwarded ports.`, {
    subject: guest.name,
    hint: msg('Ask who sold you the guest to forward ports of the host to it.'),
  })
}
