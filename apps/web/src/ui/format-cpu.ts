/** 500 → "0.5 CPU", 2000 → "2 CPUs": customers buy processors, not millicores. */
export function formatCpu(millicores: number): string {
  const cpus = Number((millicores / 1000).toFixed(2))
  return `${cpus} ${cpus > 1 ? 'CPUs' : 'CPU'}`
}

export function formatCpuLimit(millicores: number | null): string {
  return millicores === null ? 'no limit' : formatCpu(millicores)
}

/** Without the unit, where the limit beside it has it. */
export function formatCores(millicores: number): string {
  return (millicores / 1000).toFixed(2)
}

/** Use of the processor; below a hundredth it is idle for everyone's purposes. */
export function formatCpuUse(millicores: number): string {
  return `${formatCores(millicores)} CPU`
}

export function formatLoad(load: number): string {
  return load.toFixed(2)
}

export function formatCount(count: number): string {
  return count.toLocaleString('en')
}
