import type { BatchItemState, BatchKind, BatchSummary } from '@/server/services/batch/model.ts'

export const BATCH_VERB = {
  start: { now: 'Start', done: 'started' },
  stop: { now: 'Stop', done: 'stopped' },
  restart: { now: 'Restart', done: 'restarted' },
  applyPlan: { now: 'Apply plan', done: 'brought up to the plan' },
} as const satisfies Record<BatchKind, { now: string; done: string }>

export const ITEM_LOOK = {
  waiting: { label: 'Waiting', tone: 'neutral' },
  running: { label: 'In hand', tone: 'accent' },
  done: { label: 'Done', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  skipped: { label: 'Left out', tone: 'neutral' },
} as const satisfies Record<BatchItemState, { label: string; tone: string }>

/** "Stop 12 guests", "Apply plan Shop, version 3, to 2 guests" */
export function batchTitle({ kind, plan, counts }: Pick<BatchSummary, 'kind' | 'plan' | 'counts'>): string {
  const guests = guestsWords(total(counts))
  return plan
    ? `Apply plan ${plan.name}, version ${plan.version}, to ${guests}`
    : `${BATCH_VERB[kind].now} ${guests}`
}

/** "9 of 12 started, 1 failed, 2 left out" */
export function batchOutcome({ kind, counts }: Pick<BatchSummary, 'kind' | 'counts'>): string {
  const parts = [
    `${counts.done} of ${guestsWords(total(counts))} ${BATCH_VERB[kind].done}`,
    counts.failed > 0 && `${counts.failed} failed`,
    counts.skipped > 0 && `${counts.skipped} left out`,
  ]
  return parts.filter(Boolean).join(', ')
}

export function batchPercent({ counts }: Pick<BatchSummary, 'counts'>): number {
  const open = counts.waiting + counts.running
  const all = total(counts)
  return all === 0 ? 100 : ((all - open) / all) * 100
}

function total(counts: BatchSummary['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function guestsWords(count: number): string {
  return count === 1 ? '1 guest' : `${count} guests`
}
