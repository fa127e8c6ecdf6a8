import type { Guest } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import { partsOf } from '@vserver/core/template/model'
import type { Prisma } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'
import type { BatchItemState } from '../batch/model.ts'
import { fromColumns, isSameLimit } from '../limit/columns.ts'
import { confirm } from '../limit/set.ts'
import { addressesByGuest } from '../network/guest-addresses.ts'
import { healNetwork } from '../network/heal.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import { changesLimits } from '../suspension/denied.ts'
import { buryGuest } from './bury.ts'
import { followRuns } from './follow-runs.ts'
import { createKey, settle } from './life.ts'

type Row = Prisma.GuestGetPayload<{ include: { suspension: true } }>
type HostSays = { guests: Map<string, Guest>; operations: Operation[] }

/** A change of limits that was begun longer ago than this is not under way any more. */
const LIMIT_INTENT_MS = 60_000

/** Heals what a crash, a lost answer or a change made on the host left between the two truths. */
export async function reconcileHost(panel: Panel, hub: HostHub): Promise<void> {
  const says = await ask(hub)
  const rows = await panel.db.guest.findMany({
    where: { hostId: hub.hostId, life: { not: 'deleted' } },
    include: { suspension: true },
  })
  const addresses = await addressesByGuest(panel.db, hub.hostId)
  await mirrorRunning(panel, hub, says)
  await followRuns(panel, hub, says.guests).catch((error) =>
    panel.logger.error('reconcile.runs', { host: hub.hostId }, error),
  )
  for (const row of rows) {
    try {
      if (row.life === 'active') {
        await healLimit(panel, row, says)
        await healTemplate(panel, row, says)
        const seen = { onHost: says.guests.get(row.hostName), addresses: addresses.get(row.id) ?? [] }
        await healNetwork(panel, row, seen)
      } else await healLife(panel, row, says)
    } catch (error) {
      panel.logger.error('reconcile.guest', { guestId: row.id, guest: row.hostName }, error)
    }
  }
}

/** Operations first: a guest that is made between the two questions is then in the second answer. */
async function ask({ agent }: HostHub): Promise<HostSays> {
  const operations = await agent.listOperations()
  const guests = await agent.listGuests()
  return { operations, guests: new Map(guests.map((guest) => [guest.name, guest])) }
}

/** Ends that were missed while nobody listened. */
async function mirrorRunning(panel: Panel, { hostId }: HostHub, { operations }: HostSays): Promise<void> {
  const open = await panel.db.operation.findMany({
    where: { hostId, finishedAt: null },
    select: { id: true },
  })
  for (const { id } of open) {
    const operation = operations.find((one) => one.id === id)
    if (operation) await mirrorOperation(panel.db, operation, { hostId })
  }
}

async function healLife(panel: Panel, row: Row, says: HostSays): Promise<void> {
  if (row.life !== 'creating' && row.life !== 'deleting') return
  const operation = findOperation(row, says.operations)
  if (!operation && (await isQueued(panel, row))) return
  const isOnHost = says.guests.has(row.hostName)
  const ageMs = Date.now() - row.lifeAt.getTime()
  const failure = operation?.error?.message ?? null
  const verdict = settle({ life: row.life, ageMs, isOnHost, operation })
  if (verdict === 'bury') await buryGuest(panel, row, failure)
  if (verdict === 'activate') await activate(panel, row, failure)
  if (verdict !== 'wait') panel.logger.info('reconcile.life', { guestId: row.id, life: row.life, verdict })
}

function findOperation(row: Row, operations: Operation[]): Operation | null {
  if (row.operationId) return operations.find(({ id }) => id === row.operationId) ?? null
  if (row.life === 'creating')
    return operations.find(({ idempotencyKey }) => idempotencyKey === createKey(row.id)) ?? null
  const since = row.lifeAt.toISOString()
  return (
    operations.find(
      ({ kind, subject, startedAt }) =>
        kind === 'guest.delete' && subject === row.hostName && startedAt >= since,
    ) ?? null
  )
}

/** A batch that goes on will ask the host for it. */
async function isQueued({ db }: Panel, { id: guestId, life }: Row): Promise<boolean> {
  if (life !== 'creating') return false
  const open = { finishedAt: null, kind: 'create' } as const
  const state = { in: ['waiting', 'running'] satisfies BatchItemState[] }
  return (await db.batchItem.count({ where: { guestId, operationId: null, state, batch: open } })) > 0
}

async function activate({ db }: Panel, { id, life }: Row, failure: string | null): Promise<void> {
  await db.guest.updateMany({ where: { id, life }, data: { life: 'active', lifeAt: new Date(), failure } })
}

/** It was reinstalled from another. */
async function healTemplate({ db }: Panel, { id, hostName, templateId }: Row, says: HostSays): Promise<void> {
  const template = says.guests.get(hostName)?.template
  if (!template || template === templateId || partsOf(template).name === templateId) return
  await db.guest.updateMany({ where: { id }, data: { templateId: partsOf(template).name } })
}

/** What the host enforces is what is reserved; a change that was begun just now is left alone. */
async function healLimit(panel: Panel, row: Row, says: HostSays): Promise<void> {
  const limit = says.guests.get(row.hostName)?.limit
  // While it is on the ladder, the row has what was sold.
  if (!limit || changesLimits(row.suspension)) return
  const intentAge = row.limitIntentAt ? Date.now() - row.limitIntentAt.getTime() : null
  if (intentAge !== null && intentAge < LIMIT_INTENT_MS) return
  if (intentAge === null && isSameLimit(limit, fromColumns(row))) return
  await confirm(panel, row, limit)
  panel.logger.info('reconcile.limit', { guestId: row.id, guest: row.hostName })
}
