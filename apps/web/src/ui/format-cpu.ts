import { t } from '@/language/t.ts'
import { formatFixed, formatNumber } from './format-number.ts'

export { formatCount } from './format-number.ts'

/** 500 → "0.5 CPU", 2000 → "2 CPUs": customers buy processors, not millicores. */
export function formatCpu(millicores: number): string {
  const cpus = formatNumber(millicores / 1000, 2)
  // Not by the plural rules: to English they make half a processor several.
  return Number((millicores / 1000).toFixed(2)) > 1 ? t('{cpus} CPUs', { cpus }) : t('{cpus} CPU', { cpus })
}

export function formatCpuLimit(millicores: number | null): string {
  return millicores === null ? t('no limit') : formatCpu(millicores)
}

/** Without the unit, where the limit beside it has it. */
export function formatCores(millicores: number): string {
  return formatFixed(millicores / 1000, 2)
}

/** Use of the processor; below a hundredth it is idle for everyone's purposes. */
export function formatCpuUse(millicores: number): string {
  return t('{cpus} CPU', { cpus: formatCores(millicores) })
}

export function formatLoad(load: number): string {
  return formatFixed(load, 2)
}
