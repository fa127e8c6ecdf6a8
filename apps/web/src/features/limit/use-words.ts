import { LIMIT_KINDS, type LimitKind, type LimitUse } from '@vserver/core/limit/model'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpu } from '@/ui/format-cpu.ts'

type Look = { label: string; format: (value: number) => string; hits?: string }

const perSecond = (value: number) => `${formatBytes(value)}/s`
const countPerSecond = (value: number) => `${formatCount(value)}/s`

const LOOK = {
  memory: { label: 'Memory', format: formatBytes },
  swap: { label: 'Swap', format: formatBytes },
  cpu: { label: 'Processor', format: formatCpu, hits: 'intervals it was held back' },
  processes: { label: 'Processes', format: formatCount },
  openFiles: { label: 'Open files of one process', format: formatCount },
  sockets: { label: 'Sockets', format: formatCount },
  lockedMemory: { label: 'Locked memory of one process', format: formatBytes },
  addressSpace: { label: 'Address space of one process', format: formatBytes },
  sharedMemory: { label: 'Shared segments', format: formatBytes },
  semaphores: { label: 'Semaphores', format: formatCount },
  messageQueues: { label: 'Message queues', format: formatCount },
  fileLocks: { label: 'File locks', format: formatCount },
  diskRead: { label: 'Disk reading', format: perSecond },
  diskWrite: { label: 'Disk writing', format: perSecond },
  diskReadOperations: { label: 'Disk read operations', format: countPerSecond },
  diskWriteOperations: { label: 'Disk write operations', format: countPerSecond },
} as const satisfies Record<LimitKind, Look>

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
  const known = (value: number | null | undefined) => (typeof value === 'number' ? look.format(value) : null)
  return {
    kind,
    label: look.label,
    current: known(figures.current),
    peak: known(figures.peak),
    limit: figures.hard === null ? 'no limit' : known(figures.hard),
    soft: known(figures.soft),
    hits: figures.hits ?? null,
    hitWords: look.hits ?? 'refusals',
  }
}
