import { type Sentence, saySentence } from '@/language/sentence.ts'
import type { ServiceContext } from '../../context.ts'
import { listBatchesInScope, type ScopedBatch } from './in-scope.ts'
import type { BatchItemState, BatchSummary, BatchView } from './model.ts'

const LISTED = 20

export async function listBatches(ctx: ServiceContext): Promise<BatchSummary[]> {
  return (await listBatchesInScope(ctx, LISTED)).map(toSummary)
}

export function toBatchView(row: ScopedBatch): BatchView {
  const items = row.items.map(({ guestId, guest, state, message, operationId }) => ({
    ...{ guestId, guestName: guest.name, state, operationId },
    message: message === null ? null : saySentence(message as Sentence),
  }))
  return { ...toSummary(row), items }
}

function toSummary({
  id,
  kind,
  state,
  userName,
  plan,
  items,
  createdAt,
  finishedAt,
}: ScopedBatch): BatchSummary {
  const count = (wanted: BatchItemState) => items.filter((item) => item.state === wanted).length
  return {
    ...{ id, kind, state, userName, plan },
    counts: {
      waiting: count('waiting'),
      running: count('running'),
      done: count('done'),
      failed: count('failed'),
      skipped: count('skipped'),
    },
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }
}
