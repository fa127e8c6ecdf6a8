import type { Limit } from '@vserver/core/limit/model'
import { t } from '@/language/t.ts'
import type { PlanView } from '@/server/services/plan/model.ts'
import { formatBytesLimit } from '@/ui/format-bytes.ts'
import { formatCount, formatCpuLimit } from '@/ui/format-cpu.ts'
import { chosenLines } from '../limit/limit-words.ts'
import { planNetworkFacts } from './plan-network-words.ts'

/** All that a buyer of a plan gets. */
export function planLines({ limit, network }: Pick<PlanView, 'limit' | 'network'>): string[] {
  return [...planFacts(limit), ...planNetworkFacts(network)]
}

/** "512 MiB memory · 0.5 CPU · 256 processes · 10 GiB disk" */
export function planFacts(limit: Limit): string[] {
  return [
    limit.memoryBytes === null
      ? t('memory without limit')
      : t('{size} memory', { size: formatBytesLimit(limit.memoryBytes) }),
    limit.cpuMillicores === null ? t('processor without limit') : formatCpuLimit(limit.cpuMillicores),
    limit.processes === null
      ? t('processes without limit')
      : t('{count} processes', { count: formatCount(limit.processes) }),
    limit.diskBytes === null
      ? t('disk without limit')
      : t('{size} disk', { size: formatBytesLimit(limit.diskBytes) }),
    ...(limit.inodes === null ? [] : [t('{count} inodes', { count: formatCount(limit.inodes) })]),
    ...chosenLines(limit).map(({ label, value }) => `${label} ${value}`),
  ]
}

/** Before a plan is changed: what becomes of those who have it. */
export function soldOnWords({ guests }: Pick<PlanView, 'guests'>): string {
  if (guests === 0) return t('No guest has this plan yet.')
  return t(
    'New guests get what you save here. {guests, plural, one {The guest that has it keeps} other {The # guests that have it keep}} what was sold until you apply the new version.',
    { guests },
  )
}

/** "2 of its 3 guests have an older version"; null = none has. */
export function olderWords({ guests, olderGuests }: Pick<PlanView, 'guests' | 'olderGuests'>): string | null {
  if (olderGuests === 0) return null
  if (guests === olderGuests)
    return guests === 1 ? t('Its guest has an older version') : t('All have an older version')
  return t('{older} of {guests} have an older version', {
    older: formatCount(olderGuests),
    guests: formatCount(guests),
  })
}
