import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { VserverError } from '@vserver/core/errors'
import type { GuestName } from '@vserver/core/guest/model'
import type { Limit } from '@vserver/core/limit/model'
import { TemplateId } from '@vserver/core/template/model'
import type { Transaction } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import { isUnsure } from '../../agent/unsure.ts'
import type { ServiceContext } from '../../context.ts'
import { needOf, release, reserve } from '../allowance/reserve.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { auditedBegin } from '../audit/audited.ts'
import { localHub } from '../host/hub-of.ts'
import { fromColumns, toColumns } from '../limit/columns.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import { askHostOf } from './ask-host-of.ts'
import { assertHostReady, findOrder, type Order } from './create-checks.ts'
import { newHostName } from './host-name.ts'
import { ownAccount } from './in-scope.ts'
import { createKey } from './life.ts'
import type { CreateGuestRequest } from './model.ts'

export type CreatedGuest = { guestId: string; operationId: string }

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
    return orderFromHost(ctx, row, auditId)
  })
}

type Reserved = {
  id: string
  name: string
  hostName: string
  hostId: string
  customerId: string
  templateId: string
  limit: Limit
  initStyle: CreateGuestRequest['initStyle']
}

function reserveGuest(
  ctx: ServiceContext,
  { id, request, order, hub }: { id: string; request: CreateGuestRequest; order: Order; hub: HostHub },
): Promise<Reserved> {
  const { name, templateId, initStyle, requestKey } = request
  const { resellerId, plan } = order
  const limit = fromColumns(plan)
  return serialisable(ctx.db, async (tx) => {
    await assertNameFree(tx, resellerId, name)
    const owner = { resellerId, customerId: order.customer.id, planId: plan.id, hostId: hub.hostId }
    const hostName = newHostName(name)
    await tx.guest.create({
      data: { id, name, hostname: name, hostName, templateId, requestKey, ...owner, ...toColumns(limit) },
    })
    await reserve(tx, { accountId: resellerId, guestId: id }, needOf(limit))
    const { customerId } = owner
    return { id, name, hostName, customerId, templateId, limit, initStyle, hostId: hub.hostId }
  })
}

async function orderFromHost(ctx: ServiceContext, guest: Reserved, auditId: string): Promise<CreatedGuest> {
  const { id: guestId, hostId } = guest
  try {
    const operation = await askHostOf(ctx, guest, (agent, name) => agent.createGuest(toInput(guest, name)))
    await ctx.db.guest.update({ where: { id: guestId }, data: { operationId: operation.id } })
    await mirrorOperation(ctx.db, operation, { hostId, guestId, auditId, user: ctx.viewer })
    return { guestId, operationId: operation.id }
  } catch (error) {
    if (!isUnsure(error)) await forget(ctx, guestId)
    throw error
  }
}

function toInput(guest: Reserved, name: GuestName) {
  const { id, name: hostname, customerId, templateId, limit, initStyle } = guest
  const template = TemplateId.parse(templateId)
  const idempotencyKey = createKey(id)
  const options = { ...DEFAULT_OPTIONS, owner: customerId }
  return {
    name,
    template,
    hostname,
    limit,
    options,
    initStyle,
    backend: null,
    start: true,
    idempotencyKey,
  }
}

/** It never existed on the host, so nothing of it stays. */
async function forget({ db }: ServiceContext, guestId: string): Promise<void> {
  await serialisable(db, async (tx) => {
    await release(tx, guestId)
    await tx.reservation.deleteMany({ where: { guestId } })
    await tx.guest.delete({ where: { id: guestId } })
  })
}

async function findEarlier(ctx: ServiceContext, request: CreateGuestRequest): Promise<CreatedGuest | null> {
  const where = { resellerId: ownAccount(ctx.viewer), requestKey: request.requestKey }
  const row = await ctx.db.guest.findFirst({ where: { ...where, life: { not: 'deleted' } } })
  if (!row) return null
  if (row.operationId) return { guestId: row.id, operationId: row.operationId }
  throw new VserverError('BUSY', 'The same request is being worked on.', {
    subject: request.name,
    hint: 'Wait half a minute, then look at the list of guests.',
  })
}

async function assertNameFree(tx: Transaction, resellerId: string, name: string): Promise<void> {
  const taken = await tx.guest.findFirst({
    where: { resellerId, name, life: { not: 'deleted' } },
    select: { id: true },
  })
  if (taken)
    throw new VserverError('ALREADY_EXISTS', 'The name is taken.', {
      subject: name,
      hint: 'You have a guest of this name already; choose another name.',
    })
}
