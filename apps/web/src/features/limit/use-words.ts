import { LIMIT_KINDS } from '@vserver/core/limit/constants'
import type { LimitKind, LimitUse } from '@vserver/core/limit/model'
import { msg, t, type Words } from '@/language/t.ts'
import { formatBits } from '@/ui/format-bits.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpu } from '@/ui/format-cpu.ts'

type Look = {
  label: Words
  format: (value: number) => string
  /** Where the limit is a speed and the figure a sum. */
  formatLimit?: (value: number) => string
  hits?: Words
}

const perSecond = (value: number) => `${formatBytes(value)}/s`
const countPerSecond = (value: number) => `${formatCount(value)}/s`
const bytesInAll = {
  format: (value: number) => t('{amount} in all', { amount: formatBytes(value) }),
  formatLimit: perSecond,
}
const bitsInAll = {
  format: (value: number) => t('{amount} in all', { amount: formatBytes(value) }),
  formatLimit: formatBits,
  hits: msg('packets dropped by the limit'),
}
const countInAll = {
  format: (value: number) => t('{amount} in all', { amount: formatCount(value) }),
  formatLimit: countPerSecond,
}

const LOOK = {
  memory: { label: msg('Memory'), format: formatBytes },
  swap: { label: msg('Swap'), format: formatBytes },
  cpu: { label: msg('Processor'), format: formatCpu, hits: msg('intervals it was held back') },
  processes: { label: msg('Processes'), format: formatCount },
  openFiles: { label: msg('Open files of one process'), format: formatCount },
  sockets: { label: msg('Sockets'), format: formatCount },
  lockedMemory: { label: msg('Locked memory of one process'), format: formatBytes },
  addressSpace: { label: msg('Address space of one process'), format: formatBytes },
  sharedMemory: { label: msg('Shared segments'), format: formatBytes },
  semaphores: { label: msg('Semaphores'), format: formatCount },
  messageQueues: { label: msg('Message queues'), format: formatCount },
  fileLocks: { label: msg('File locks'), format: formatCount },
  diskRead: { label: msg('Disk reading'), ...bytesInAll },
  diskWrite: { label: msg('Disk writing'), ...bytesInAll },
  diskReadOperations: { label: msg('Disk read operations'), ...countInAll },
  diskWriteOperations: { label: msg('Disk write operations'), ...countInAll },
  diskSpace: { label: msg('Disk space'), format: formatBytes },
  inodes: { label: msg('Inodes'), format: formatCount },
  networkOut: { label: msg('Network sending'), ...bitsInAll },
  networkIn: { label: msg('Network receiving'), ...bitsInAll },
} as const satisfies Record<LimitKind, Look>

export function kindLabel(kind: LimitKind): string {
  return t(LOOK[kind].label)
}

/** A limit of this kind, in its unit. */
export function formatKind(kind: LimitKind, limit: number): string {
  const { format, formatLimit = format }: Look = LOOK[kind]
  return formatLimit(limit)
}

export type UseRow = {
  kind: LimitKind
  label: string
  /** Null: the kernel keeps no such figure. */
  current: string | null
  peak: string | null
  limit: string | null
  /** Above it the guest is slowed. */
  soft: string | null
  hits: number | null
  /** What one hit is, where it is not a refusal. */
  hitWords: string
}

/** One row for each limit, those that were hit first: they are what the reader came for. */
export function rowsOfUse(use: LimitUse): UseRow[] {
  const rows = LIMIT_KINDS.map((kind) => rowOf(kind, use[kind]))
  return rows.toSorted((a, b) => Number((b.hits ?? 0) > 0) - Number((a.hits ?? 0) > 0))
}

function rowOf(kind: LimitKind, figures: LimitUse[LimitKind]): UseRow {
  const look: Look = LOOK[kind]
  const { format, formatLimit = format } = look
  const known = (value: number | null | undefined) => (typeof value === 'number' ? format(value) : null)
  const limit = (value: number | null | undefined) => (typeof value === 'number' ? formatLimit(value) : null)
  return {
    kind,
    label: t(look.label),
    current: known(figures.current),
    peak: known(figures.peak),
    limit: figures.hard === null ? t('no limit') : limit(figures.hard),
    soft: limit(figures.soft),
    hits: figures.hits ?? null,
    hitWords: t(look.hits ?? msg('refusals')),
  }
}
