import { z } from 'zod'
import { MIB } from '../units.ts'

/** RAM ceiling in bytes, null = infinity. Source: kernel admin-guide/cgroup-v2, memory.max. */
const memoryBytes = z
  .number()
  .int()
  .min(16 * MIB, 'Memory must be at least 16 MiB.')
  .max(2 ** 50)
  .nullable()
/** CPU ceiling in thousandths of one core, null = infinity. Source: same, cpu.max. */
const cpuMillicores = z
  .number()
  .int()
  .min(10, 'CPU must be at least 10 millicores.')
  .max(1_024_000)
  .nullable()
/** Share of the CPU when guests compete, 1..10000, 100 = default. Source: same, cpu.weight. */
const cpuWeight = z.number().int().min(1).max(10_000)
/** Number of processes and threads, null = infinity. Source: same, pids.max. */
const processes = z.number().int().min(16, 'A guest needs at least 16 processes.').max(4_194_304).nullable()

export const Limit = z.strictObject({ memoryBytes, cpuMillicores, cpuWeight, processes })
export type Limit = z.infer<typeof Limit>

/** An absent field keeps its value; a spread would let undefined erase it, so use applyChange. */
export const LimitChange = Limit.partial()
export type LimitChange = z.infer<typeof LimitChange>

export const UNLIMITED: Limit = { memoryBytes: null, cpuMillicores: null, cpuWeight: 100, processes: null }

export function applyChange(limit: Limit, change: LimitChange): Limit {
  return {
    memoryBytes: change.memoryBytes === undefined ? limit.memoryBytes : change.memoryBytes,
    cpuMillicores: change.cpuMillicores === undefined ? limit.cpuMillicores : change.cpuMillicores,
    cpuWeight: change.cpuWeight ?? limit.cpuWeight,
    processes: change.processes === undefined ? limit.processes : change.processes,
  }
}
