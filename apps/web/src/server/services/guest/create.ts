import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import type { GuestName } from '@vserver/core/guest/model'
import type { Limit } from '@vserver/core/limit/model'
import type { Network } from '@vserver/core/network/model'
import { TemplateRef } from '@vserver/core/template/model'
import type { HostHub } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { needOf } from '../allowance/reserve.ts'
import { auditedBegin } from '../audit/audited.ts'
import { localHub } from '../host/hub-of.ts'
import { fromColumns, toColumns } from '../limit/columns.ts'
import { plannedNetwork, takePlanned } from '../network/planned.ts'
import { networkNeed, planNetwork } from '../plan/network.ts'
import { assertHostReady, findOrder, type Order } from './create-checks.ts'
import { newHostName } from './host-name.ts'
import { createKey } from './life.ts'
import type { CreateGuestRequest } from './model.ts'
import { type CreatedGuest, findEarlier, orderFromHost, reserveNewGuest } from './new-guest.ts'

/** Reserves, then asks the host; what it refuses leaves nothing behind. A repeat of the key makes no second guest. */
export async function createGuest(ctx: ServiceContext, request: CreateGuestRequest): Promise<CreatedGuest> {
  const earlier = await findEarlier(ctx, request)
  if (earlier) return earlier
  const hub = localHub(ctx)
  const order = await findOrder(ctx, request)
  assertHostReady(hub, request.templateId)
  const { resellerId, customer } = order
  const intent = { id: crypto.randomUUID(), resellerId, customerId: customer.id }
  const detail = `${order.plan.name}, ${request.templateId}, for ${customer.name}`
  const entry = { action: 'guest.create', subject: request.name, guest: intent, detail }
  return auditedBegin(ctx, entry, async (auditId) => {
    const row = await reserveGuest(ctx, { id: intent.id, request, order, hub })
    return orderFromHost(ctx, row, {
      auditId,
      ask: (agent, name) => agent.createGuest(toInput(row, name)),
    })
  })
}

type Wanted = {
  id: string
  name: string
  customerId: string
  templateId: string
  limit: Limit
  network: Network
  initStyle: CreateGuestRequest['initStyle']
}
type Reserved = Wanted & { hostName: string; hostId: string }

async function reserveGuest(
  ctx: ServiceContext,
  { id, request, order, hub }: { id: string; request: CreateGuestRequest; order: Order; hub: HostHub },
): Promise<Reserved> {
  const { name, templateId, initStyle, requestKey } = request
  const { resellerId, plan } = order
  const limit = fromColumns(plan)
  const network = planNetwork(plan)
  const take = await takePlanned(hub.agent, network)
  const owner = { resellerId, customerId: order.customer.id, planId: plan.id, hostId: hub.hostId }
  const names = { id, name, hostName: newHostName(name), templateId }
  await reserveNewGuest(
    ctx,
    { ...names, ...owner, hostname: name, requestKey, ...toColumns(limit), trafficBytes: plan.trafficBytes },
    { need: { ...needOf(limit), ...networkNeed(network), runningGuests: 1 }, take },
  )
  return {
    ...{ ...names, customerId: owner.customerId, hostId: hub.hostId, limit, initStyle },
    network: await plannedNetwork(ctx.db, id, network),
  }
}

export function toInput(guest: Wanted, name: GuestName) {
  const { id, name: hostname, customerId, templateId, limit, network, initStyle } = guest
  const template = TemplateRef.parse(templateId)
  const idempotencyKey = createKey(id)
  const options = { ...DEFAULT_OPTIONS, owner: customerId }
  return {
    name,
    template,
    hostname,
    limit,
    options,
    network,
    initStyle,
    backend: null,
    start: true,
    idempotencyKey,
  }
}
