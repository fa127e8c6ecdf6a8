import { LIMIT_FIELDS, Limit, UNLIMITED } from '@vserver/core/limit/model'
import type { Prisma } from '@vserver/db'

/** Limits that have a column, since pools or lists reckon with them; the others lie in one column together. */
const OWN_COLUMN = {
  memoryBytes: true,
  cpuMillicores: true,
  cpuWeight: true,
  processes: true,
  diskBytes: true,
  inodes: true,
} as const
const MoreLimits = Limit.omit(OWN_COLUMN)

/** How a limit lies in a row; null = infinity. */
type LimitColumns = {
  memoryBytes: bigint | null
  cpuMillicores: number | null
  cpuWeight: number
  processes: number | null
  diskBytes: bigint | null
  inodes: bigint | null
}

export function fromColumns(row: LimitColumns & { moreLimits: Prisma.JsonValue }): Limit {
  return {
    ...MoreLimits.parse(row.moreLimits),
    memoryBytes: toNumber(row.memoryBytes),
    cpuMillicores: row.cpuMillicores,
    cpuWeight: row.cpuWeight,
    processes: row.processes,
    diskBytes: toNumber(row.diskBytes),
    inodes: toNumber(row.inodes),
  }
}

export function toColumns(limit: Limit): LimitColumns & { moreLimits: Prisma.InputJsonObject } {
  const { memoryBytes, cpuMillicores, cpuWeight, processes, diskBytes, inodes, ...more } = limit
  return {
    memoryBytes: toBigInt(memoryBytes),
    ...{ cpuMillicores, cpuWeight, processes },
    diskBytes: toBigInt(diskBytes),
    inodes: toBigInt(inodes),
    moreLimits: withoutDefaults(MoreLimits.parse(more)),
  }
}

function toNumber(amount: bigint | null): number | null {
  return amount === null ? null : Number(amount)
}

function toBigInt(amount: number | null): bigint | null {
  return amount === null ? null : BigInt(amount)
}

/** A later default then holds for rows that never chose otherwise. */
function withoutDefaults(more: Omit<Limit, keyof typeof OWN_COLUMN>): Prisma.InputJsonObject {
  const chosen = Object.entries(more).filter(([name, value]) => value !== UNLIMITED[name as keyof Limit])
  return Object.fromEntries(chosen)
}

export function isSameLimit(a: Limit, b: Limit): boolean {
  return LIMIT_FIELDS.every((field) => a[field] === b[field])
}
