import { t } from '@/language/t.ts'
import type { PlanPreviewRow } from '@/server/services/plan/model.ts'
import { formatBytesLimit } from '@/ui/format-bytes.ts'
import { inSentence } from '@/ui/in-sentence.ts'
import { changeWords, limitLabels } from '../limit/limit-words.ts'
import { BLOCKED_BY } from './room-words.ts'

/** "memory 2 GiB, traffic a month 1 TiB; its own processes stay" */
export function stepWords({ change, kept, trafficBytes }: PlanPreviewRow): string {
  const traffic =
    trafficBytes === undefined ? [] : [t('traffic a month {size}', { size: formatBytesLimit(trafficBytes) })]
  const parts = [changeWords(change), ...traffic].filter((part) => part !== '')
  const changes = parts.length > 0 ? parts.join(', ') : t('no limit changes')
  if (kept.length === 0) return changes
  const limits = limitLabels(kept).map(inSentence).join(', ')
  return t('{changes}; what was chosen for it alone stays: {limits}', { changes, limits })
}

export function blockedWords({ blockedBy, isActive }: PlanPreviewRow): string | null {
  if (!isActive) return t('It is being made or deleted.')
  return blockedBy && t('The pool has not enough {what} left for it.', { what: t(BLOCKED_BY[blockedBy]) })
}
