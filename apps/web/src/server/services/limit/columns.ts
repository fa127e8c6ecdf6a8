import { type Limit, UNLIMITED } from '@vserver/core/limit/model'

/** How a limit lies in a row; null = infinity. */
type LimitColumns = {
  memoryBytes: bigint | null
  cpuMillicores: number | null
  cpuWeight: number
  processes: number | null
}

export function fromColumns(row: LimitColumns): Limit {
  return {
    ...UNLIMITED,
    memoryBytes: row.memoryBytes === null ? null : Number(row.memoryBytes),
    cpuMillicores: row.cpuMillicores,
    cpuWeight: row.cpuWeight,
    processes: row.processes,
  }
}

export function toColumns(limit: Limit): LimitColumns {
  const { memoryBytes, cpuMillicores, cpuWeight, processes } = limit
  return {
    memoryBytes: memoryBytes === null ? null : BigInt(memoryBytes),
    ...{ cpuMillicores, cpuWeight, processes },
  }
}

export function isSameLimit(a: Limit, b: Limit): boolean {
  return (
    a.memoryBytes === b.memoryBytes &&
    a.cpuMillicores === b.cpuMillicores &&
    a.cpuWeight === b.cpuWeight &&
    a.processes === b.processes
  )
}
