import { msg, t, type Words } from '@/language/t.ts'
import type { BatchItemState, BatchKind, BatchSummary } from '@/server/services/batch/model.ts'

export const BATCH_VERB = {
  start: { now: msg('Start'), done: msg('started') },
  stop: { now: msg('Stop'), done: msg('stopped') },
  restart: { now: msg('Restart'), done: msg('restarted') },
  applyPlan: { now: msg('Apply plan'), done: msg('brought up to the plan') },
  create: { now: msg('Create'), done: msg('created') },
} as const satisfies Record<BatchKind, { now: Words; done: Words }>

export const ITEM_LOOK = {
  waiting: { label: msg('Waiting'), tone: 'neutral' },
  running: { label: msg('In hand'), tone: 'accent' },
  done: { label: msg('Done'), tone: 'good' },
  failed: { label: msg('Failed'), tone: 'bad' },
  skipped: { label: msg('Left out'), tone: 'neutral' },
} as const satisfies Record<BatchItemState, { label: Words; tone: string }>

const TITLE = {
  start: msg('Start {count, plural, one {# guest} other {# guests}}'),
  stop: msg('Stop {count, plural, one {# guest} other {# guests}}'),
  restart: msg('Restart {count, plural, one {# guest} other {# guests}}'),
  applyPlan: msg('Apply plan {count, plural, one {# guest} other {# guests}}'),
  create: msg('Create {count, plural, one {# guest} other {# guests}}'),
} as const satisfies Record<BatchKind, Words>

/** "Stop 12 guests", "Apply plan Shop, version 3, to 2 guests" */
export function batchTitle({ kind, plan, counts }: Pick<BatchSummary, 'kind' | 'plan' | 'counts'>): string {
  const count = total(counts)
  if (!plan) return t(TITLE[kind], { count })
  return t('Apply plan {name}, version {version}, to {count, plural, one {# guest} other {# guests}}', {
    ...{ name: plan.name, version: plan.version, count },
  })
}

const OUTCOME = {
  start: msg('{done} of {count, plural, one {# guest} other {# guests}} started'),
  stop: msg('{done} of {count, plural, one {# guest} other {# guests}} stopped'),
  restart: msg('{done} of {count, plural, one {# guest} other {# guests}} restarted'),
  applyPlan: msg('{done} of {count, plural, one {# guest} other {# guests}} brought up to the plan'),
  create: msg('{done} of {count, plural, one {# guest} other {# guests}} created'),
} as const satisfies Record<BatchKind, Words>

/** "9 of 12 guests started, 1 failed, 2 left out" */
export function batchOutcome({ kind, counts }: Pick<BatchSummary, 'kind' | 'counts'>): string {
  const parts = [
    t(OUTCOME[kind], { done: counts.done, count: total(counts) }),
    counts.failed > 0 && t('{count} failed', { count: counts.failed }),
    counts.skipped > 0 && t('{count} left out', { count: counts.skipped }),
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
