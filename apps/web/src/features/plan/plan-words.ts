import type { Limit } from '@vserver/core/limit/model'
import type { PlanView } from '@/server/services/plan/model.ts'
import { formatBytesLimit } from '@/ui/format-bytes.ts'
import { formatCount, formatCpuLimit } from '@/ui/format-cpu.ts'
import { chosenLines } from '../limit/limit-words.ts'
import { planNetworkFacts } from './plan-network-words.ts'

export const BLOCKED_BY = {
  guests: 'places for guests',
  memoryBytes: 'memory',
  cpuMillicores: 'processor',
  diskBytes: 'disk',
  inodes: 'inodes',
  addresses4: 'IPv4 addresses',
  addresses6: 'IPv6 addresses',
  trafficBytes: 'traffic',
} as const

/** All that a buyer of a plan gets. */
export function planLines({ limit, network }: Pick<PlanView, 'limit' | 'network'>): string[] {
  return [...planFacts(limit), ...planNetworkFacts(network)]
}

/** "512 MiB memory · 0.5 CPU · 256 processes · 10 GiB disk" */
export function planFacts(limit: Limit): string[] {
  return [
    limit.memoryBytes === null ? 'memory without limit' : `${formatBytesLimit(limit.memoryBytes)} memory`,
    limit.cpuMillicores === null ? 'processor without limit' : formatCpuLimit(limit.cpuMillicores),
    limit.processes === null ? 'processes without limit' : `${formatCount(limit.processes)} processes`,
    limit.diskBytes === null ? 'disk without limit' : `${formatBytesLimit(limit.diskBytes)} disk`,
    ...(limit.inodes === null ? [] : [`${formatCount(limit.inodes)} inodes`]),
    ...chosenLines(limit).map(({ label, value }) => `${label} ${value}`),
  ]
}

/** How many more fit, or what is used up; null when there is no pool to fit into. */
export function roomWords({ roomFor, blockedBy }: Pick<PlanView, 'roomFor' | 'blockedBy'>): string | null {
  if (roomFor === null) return null
  if (roomFor > 0) return `Room for ${formatCount(roomFor)} more`
  return blockedBy
    ? `No room: your pool has not enough ${BLOCKED_BY[blockedBy]} left`
    : 'No room in your pool'
}

/** Before a plan is changed: what becomes of those who have it. */
export function soldOnWords({ guests }: Pick<PlanView, 'guests'>): string {
  if (guests === 0) return 'No guest has this plan yet.'
  const has =
    guests === 1 ? 'The guest that has it keeps' : `The ${formatCount(guests)} guests that have it keep`
  return `New guests get what you save here. ${has} what was sold until you apply the new version.`
}

/** "2 of its 3 guests have an older version"; null = none has. */
export function olderWords({ guests, olderGuests }: Pick<PlanView, 'guests' | 'olderGuests'>): string | null {
  if (olderGuests === 0) return null
  if (guests === olderGuests)
    return guests === 1 ? 'Its guest has an older version' : 'All have an older version'
  return `${formatCount(olderGuests)} of ${formatCount(guests)} have an older version`
}

export function isBlocked({ roomFor }: Pick<PlanView, 'roomFor'>): boolean {
  return roomFor !== null && roomFor <= 0
}
