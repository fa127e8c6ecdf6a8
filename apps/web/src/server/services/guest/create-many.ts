import { VserverError } from '@vserver/core/errors'
import type { GuestName } from '@vserver/core/guest/model'
import type { Transaction } from '@vserver/db'
import { msg, t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { lockAddresses } from '../address/internal.ts'
import { needOf, reserveNew } from '../allowance/reserve.ts'
import { afterCheck, serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { localHub } from '../host/hub-of.ts'
import { fromColumns, toColumns } from '../limit/columns.ts'
import { takePlanned } from '../network/planned.ts'
import { networkNeed, planNetwork } from '../plan/network.ts'
import { assertHostReady, findOrder, type Order } from './create-checks.ts'
import { newHostName } from './host-name.ts'
import type { CreateGuestsRequest } from './model.ts'
import { assertCustomerThere } from './new-guest.ts'

/**
 * Reserves all of them or none, and writes down that they are to be made; the loop of batches asks the host for one
 * after another. A repeat of the key begins nothing new.
 */
export async function createGuests(
  ctx: ServiceContext,
  request: CreateGuestsRequest,
): Promise<{ batchId: string }> {
  requireBatches(ctx)
  const earlier = await findBatch(ctx.db, ctx, request)
  if (earlier) return earlier
  const hub = localHub(ctx)
  const order = await findOrder(ctx, request)
  assertHostReady(hub, request.templateId)
  const network = planNetwork(order.plan)
  const take = await takePlanned(hub.agent, network)
  const need = { ...needOf(fromColumns(order.plan)), ...networkNeed(network), runningGuests: 1 }
  const owners = { resellerId: order.resellerId, customerId: order.customer.id }
  const detail = `${request.names.length} of ${order.plan.name}, ${request.templateId}, for ${order.customer.name}`
  return audited(ctx, { action: 'batch.create', subject: order.plan.name, owners, detail }, () =>
    serialisable(ctx.db, async (tx) => {
      const begun = await findBatch(tx, ctx, request)
      if (begun) return begun
      if (take) await lockAddresses(tx)
      await assertNamesFree(tx, order.resellerId, request.names)
      await assertCustomerThere(tx, order.customer.id)
      const rows = request.names.map((name, i) => newRow({ request, order, hostId: hub.hostId, name, i }))
      await afterCheck(tx.guest.createMany({ data: rows }))
      const taker = { resellerId: order.resellerId, hostId: hub.hostId }
      for (const { id: guestId } of rows) await take?.(tx, { guestId, ...taker })
      await reserveNew(tx, { accountId: order.resellerId, guestIds: rows.map(({ id }) => id) }, need)
      return writeBatch(tx, ctx, { request, guestIds: rows.map(({ id }) => id) })
    }),
  )
}

/** Who may not see how a batch goes could not see what became of the guests. */
function requireBatches({ viewer }: ServiceContext): void {
  if (isGranted(viewer, 'batch.run')) return
  throw new VserverError('FORBIDDEN', `${viewer.role} may not batch.run.`, {
    hint: msg('Your role does not allow this.'),
  })
}

async function findBatch(
  db: Pick<Transaction, 'batch'>,
  { viewer }: ServiceContext,
  { requestKey }: CreateGuestsRequest,
): Promise<{ batchId: string } | null> {
  const where = { userId_requestKey: { userId: viewer.id, requestKey } }
  const row = await db.batch.findUnique({ where, select: { id: true } })
  return row && { batchId: row.id }
}

type New = { request: CreateGuestsRequest; order: Order; hostId: string; name: GuestName; i: number }

function newRow({ request, order: { resellerId, customer, plan }, hostId, name, i }: New) {
  return {
    ...{ id: crypto.randomUUID(), name, hostname: name, hostName: newHostName(name), hostId, resellerId },
    ...{ customerId: customer.id, planId: plan.id, templateId: request.templateId },
    ...{ requestKey: `${request.requestKey}/${i}`, trafficBytes: plan.trafficBytes },
    ...toColumns(fromColumns(plan)),
  }
}

async function writeBatch(
  tx: Transaction,
  { viewer }: ServiceContext,
  { request, guestIds }: { request: CreateGuestsRequest; guestIds: readonly string[] },
): Promise<{ batchId: string }> {
  const { id: userId, name: userName, sessionId, accountId } = viewer
  const { requestKey, initStyle } = request
  const items = guestIds.map((guestId, position) => ({ guestId, position }))
  const { id } = await tx.batch.create({
    data: {
      ...{ kind: 'create', userId, userName, sessionId, accountId, requestKey, initStyle },
      items: { createMany: { data: items } },
    },
    select: { id: true },
  })
  return { batchId: id }
}

async function assertNamesFree(tx: Transaction, resellerId: string, names: readonly string[]): Promise<void> {
  const taken = await tx.guest.findFirst({
    where: { resellerId, name: { in: [...names] }, life: { not: 'deleted' } },
    orderBy: { name: 'asc' },
    select: { name: true },
  })
  if (!taken) return
  throw new VserverError('ALREADY_EXISTS', 'A name is taken.', {
    subject: taken.name,
    hint: t(
      'You have a guest {name} already, so none was made; choose other names or another first number.',
      {
        name: taken.name,
      },
    ),
  })
}
