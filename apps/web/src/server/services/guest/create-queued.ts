import type { ServiceContext } from '../../context.ts'
import { auditedBegin } from '../audit/audited.ts'
import { hubOf } from '../host/hub-of.ts'
import { fromColumns } from '../limit/columns.ts'
import { plannedNetwork } from '../network/planned.ts'
import { planNetwork } from '../plan/network.ts'
import { buryGuest } from './bury.ts'
import { toInput } from './create.ts'
import { assertHostReady } from './create-checks.ts'
import type { ScopedGuest } from './in-scope.ts'
import { GuestInitStyle } from './model.ts'
import { orderFromHost } from './new-guest.ts'

/** Asks the host for a guest that was reserved with others. What it refuses is given back, and stays in the batch. */
export async function createQueued(
  ctx: ServiceContext,
  guest: ScopedGuest,
  initStyle: string | null,
): Promise<{ operationId: string } | { message: null }> {
  if (guest.life === 'active') return { message: null }
  if (guest.operationId) return { operationId: guest.operationId }
  const bury = (error: unknown) => buryGuest(ctx, guest, error instanceof Error ? error.message : null)
  const { id, name, customerId, templateId } = guest
  const detail = `${guest.plan.name}, ${templateId}, for ${guest.customer.name}`
  return auditedBegin(ctx, { action: 'guest.create', subject: name, guest, detail }, async (auditId) => {
    try {
      assertHostReady(hubOf(ctx, guest.hostId), templateId)
    } catch (error) {
      await bury(error)
      throw error
    }
    const network = await plannedNetwork(ctx.db, id, planNetwork(guest.plan))
    const limit = fromColumns(guest)
    const row = { id, name, customerId, templateId, limit, network }
    const style = GuestInitStyle.catch('systemd').parse(initStyle)
    // From now on it is not waiting any more, and reconcile may ask what became of it.
    await ctx.db.guest.update({ where: { id }, data: { lifeAt: new Date() } })
    return orderFromHost(ctx, guest, {
      auditId,
      ask: (agent, hostName) => agent.createGuest(toInput({ ...row, initStyle: style }, hostName)),
      refused: bury,
    })
  })
}
