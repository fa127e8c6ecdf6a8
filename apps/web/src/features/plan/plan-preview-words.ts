import type { PlanPreviewRow } from '@/server/services/plan/model.ts'
import { formatBytesLimit } from '@/ui/format-bytes.ts'
import { changeWords, limitLabels } from '../limit/limit-words.ts'
import { BLOCKED_BY } from './plan-words.ts'

/** "memory 2 GiB, traffic a month 1 TiB; its own processes stay" */
export function stepWords({ change, kept, trafficBytes }: PlanPreviewRow): string {
  const traffic = trafficBytes === undefined ? [] : [`traffic a month ${formatBytesLimit(trafficBytes)}`]
  const parts = [changeWords(change), ...traffic].filter((part) => part !== '')
  const changes = parts.length > 0 ? parts.join(', ') : 'no limit changes'
  if (kept.length === 0) return changes
  return `${changes}; what was chosen for it alone stays: ${limitLabels(kept).join(', ').toLowerCase()}`
}

export function blockedWords({ blockedBy, isActive }: PlanPreviewRow): string | null {
  if (!isActive) return 'It is being made or deleted.'
  return blockedBy && `The pool has not enough ${BLOCKED_BY[blockedBy]} left for it.`
}
