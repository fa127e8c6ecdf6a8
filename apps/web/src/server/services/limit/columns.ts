import { LIMIT_FIELDS, Limit, UNLIMITED } from '@vserver/core/limit/model'
import type { Prisma } from '@vserver/db'

/** Limits that have a column, since pools or lists reckon with them; the others lie in one column together. */
const OWN_COLUMN = { memoryBytes: true, cpuMillicores: true, cpuWeight: true, processes: true } as const
const MoreLimits = Limit.omit(OWN_COLUMN)

/** How a limit lies in a row; null = infinity. */
type LimitColumns = {
  memoryBytes: bigint | null
  cpuMillicores: number | null
  cpuWeight: number
  processes: number | null
}

export function fromColumns(row: LimitColumns & { moreLimits: Prisma.JsonValue }): Limit {
  return {
    ...MoreLimits.parse(row.moreLimits),
    memoryBytes: row.memoryBytes === null ? null : Number(row.memoryBytes),
    cpuMillicores: row.cpuMillicores,
    cpuWeight: row.cpuWeight,
    processes: row.processes,
  }
}

export function toColumns(limit: Limit): LimitColumns & { moreLimits: Prisma.InputJsonObject } {
  const { memoryBytes, cpuMillicores, cpuWeight, processes, ...more } = limit
  return {
    memoryBytes: memoryBytes === null ? null : BigInt(memoryBytes),
    ...{ cpuMillicores, cpuWeight, processes },
    moreLimits: withoutDefaults(MoreLimits.parse(more)),
  }
}

/** A later default then holds for rows that never chose otherwise. */
function withoutDefaults(more: Omit<Limit, keyof typeof OWN_COLUMN>): Prisma.InputJsonObject {
  const chosen = Object.entries(more).filter(([name, value]) => value !== UNLIMITED[name as keyof Limit])
  return Object.fromEntries(chosen)
}

export function isSameLimit(a: Limit, b: Limit): boolean {
  return LIMIT_FIELDS.every((field) => a[field] === b[field])
}
