import type { Prisma } from '@vserver/db'
import { hear } from '@/language/hear.ts'
import { inEnglish, type Sentence } from '@/language/sentence.ts'
import { msg } from '@/language/t.ts'
import { readViewer } from '../../auth/read-viewer.ts'
import type { Panel, ServiceContext } from '../../context.ts'
import { isVserverError } from '../../trpc/errors.ts'
import { doOne } from './one.ts'

const AT_ONCE = 4
const LEASE_MS = 60_000
const ASK_MS = 500
const SIGNED_OUT = msg('Whoever began this has signed out since, or sees the panel as somebody else now.')
const UNSURE = msg('The panel was started again in the middle of it; look at the guest.')

type Batch = Prisma.BatchGetPayload<{ include: { plan: true } }>
type Item = Prisma.BatchItemGetPayload<object>

/** Goes through batches that no other process of the panel has, until none is left. */
export async function runBatches(panel: Panel, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const batch = await claimBatch(panel)
    if (!batch) return
    await settleLost(panel, batch)
    const workers = Array.from({ length: AT_ONCE }, () => work(panel, { batch, signal }))
    await Promise.all(workers)
    if (!signal.aborted) await finish(panel, batch)
  }
}

async function claimBatch({ db, now }: Panel): Promise<Batch | null> {
  const free = { OR: [{ leaseUntil: null }, { leaseUntil: { lt: new Date(now()) } }] }
  const open = { finishedAt: null, ...free }
  const next = await db.batch.findFirst({ where: open, orderBy: { createdAt: 'asc' }, select: { id: true } })
  if (!next) return null
  const leaseUntil = new Date(now() + LEASE_MS)
  const { count } = await db.batch.updateMany({ where: { ...open, id: next.id }, data: { leaseUntil } })
  if (count === 0) return null
  return db.batch.findUnique({ where: { id: next.id }, include: { plan: true } })
}

/**
 * What a panel that died had in hand: an operation is waited for, a plan is applied and a guest ordered again (the
 * host knows the order by its key), a verb is not repeated.
 */
async function settleLost({ db, now }: Panel, { id: batchId, kind }: Batch): Promise<void> {
  const lost = { batchId, state: 'running' as const, operationId: null }
  if (kind === 'applyPlan' || kind === 'create')
    await db.batchItem.updateMany({ where: lost, data: { state: 'waiting' } })
  else
    await db.batchItem.updateMany({
      where: lost,
      data: { state: 'failed', message: inEnglish(UNSURE), finishedAt: new Date(now()) },
    })
  await db.batchItem.updateMany({
    where: { batchId, state: 'running' },
    data: { state: 'waiting' },
  })
}

type Work = { batch: Batch; signal: AbortSignal }

async function work(panel: Panel, { batch, signal }: Work): Promise<void> {
  while (!signal.aborted) {
    const item = await takeItem(panel, batch.id)
    if (!item) return
    await holdOn(panel, batch)
    await doItem(panel, { batch, signal, item })
  }
}

/** One taker gets it, however many ask. */
async function takeItem({ db, now }: Panel, batchId: string): Promise<Item | null> {
  for (;;) {
    const where = { batchId, state: 'waiting' as const }
    const next = await db.batchItem.findFirst({ where, orderBy: { position: 'asc' } })
    if (!next) return null
    const { count } = await db.batchItem.updateMany({
      where: { ...where, position: next.position },
      data: { state: 'running', startedAt: new Date(now()) },
    })
    if (count === 1) return next
  }
}

/** Whoever looks at the batch reads what was said in a language of their own. */
function doItem(panel: Panel, { batch, signal, item }: Work & { item: Item }): Promise<void> {
  return hear(async (sentenceOf) => {
    const end = await endOf(panel, { batch, signal, item })
    if (end)
      await endItem(panel, item, { ...end, message: end.message === null ? null : sentenceOf(end.message) })
  })
}

async function endOf(panel: Panel, { batch, signal, item }: Work & { item: Item }): Promise<End | null> {
  try {
    return item.operationId
      ? await awaitOperation(panel, { batch, signal, operationId: item.operationId })
      : await beginItem(panel, { batch, signal, item })
  } catch (error) {
    const known = isVserverError(error) ? error : null
    if (!known) panel.logger.error('batch.item', { batch: batch.id, guest: item.guestId }, error)
    const message = known?.hint ?? known?.message ?? msg('Something went wrong on our side; try it again.')
    return { state: 'failed', message }
  }
}

async function holdOn({ db, now }: Panel, { id }: Batch): Promise<void> {
  await db.batch.update({ where: { id }, data: { leaseUntil: new Date(now() + LEASE_MS) } })
}

type End = { state: 'done' | 'failed'; message: string | null }

/** Null: the panel stops; the operation is kept, and waited for by whoever goes on. */
async function beginItem(panel: Panel, { batch, signal, item }: Work & { item: Item }): Promise<End | null> {
  const viewer = await readViewer(panel.db, batch.sessionId)
  if (viewer?.id !== batch.userId) return { state: 'failed', message: SIGNED_OUT }
  const ctx: ServiceContext = { ...panel, viewer, requestId: crypto.randomUUID(), ip: null }
  const begun = await panel.requestIds.run(ctx.requestId, () =>
    doOne(ctx, { ...batch, guestId: item.guestId }),
  )
  if (!('operationId' in begun)) return { state: 'done', message: begun.message }
  const { operationId } = begun
  await panel.db.batchItem.update({ where: keyOf(item), data: { operationId } })
  return awaitOperation(panel, { batch, signal, operationId })
}

async function awaitOperation(
  panel: Panel,
  { batch, signal, operationId }: Work & { operationId: string },
): Promise<End | null> {
  while (!signal.aborted) {
    const row = await panel.db.operation.findUnique({ where: { id: operationId } })
    if (!row) return { state: 'failed', message: UNSURE }
    if (row.finishedAt)
      return row.state === 'succeeded'
        ? { state: 'done', message: null }
        : {
            state: 'failed',
            message: row.errorHint ?? row.errorMessage ?? msg('The operation was cancelled.'),
          }
    await holdOn(panel, batch)
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  }
  return null
}

type Told = { state: End['state']; message: Sentence | null }

async function endItem({ db, now }: Panel, item: Item, { state, message }: Told): Promise<void> {
  const data = { state, finishedAt: new Date(now()), ...(message && { message }) }
  await db.batchItem.update({ where: keyOf(item), data })
}

function keyOf({ batchId, position }: Item) {
  return { batchId_position: { batchId, position } }
}

async function finish({ db, now }: Panel, { id }: Batch): Promise<void> {
  const finishedAt = new Date(now())
  await db.batch.updateMany({ where: { id, state: 'running' }, data: { state: 'done' } })
  await db.batch.update({ where: { id }, data: { finishedAt, leaseUntil: null } })
}
