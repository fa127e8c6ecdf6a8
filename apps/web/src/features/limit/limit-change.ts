import type { Limit, LimitChange } from '@vserver/core/limit/model'

/** What differs, and nothing else: an absent field keeps its value. */
export function limitChange(before: Limit, after: Limit): LimitChange {
  return {
    ...(after.memoryBytes !== before.memoryBytes && { memoryBytes: after.memoryBytes }),
    ...(after.cpuMillicores !== before.cpuMillicores && { cpuMillicores: after.cpuMillicores }),
    ...(after.cpuWeight !== before.cpuWeight && { cpuWeight: after.cpuWeight }),
    ...(after.processes !== before.processes && { processes: after.processes }),
  }
}
