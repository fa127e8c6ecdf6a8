import { GIB, KIB, MIB } from '@vserver/core/units'
import { t } from '@/language/t.ts'
import { formatNumber } from './format-number.ts'

const UNITS = [
  { size: GIB * 1024, name: 'TiB' },
  { size: GIB, name: 'GiB' },
  { size: MIB, name: 'MiB' },
  { size: KIB, name: 'KiB' },
] as const

/** 1610612736 → "1.5 GiB"; three digits at most, so that columns stay narrow. */
export function formatBytes(bytes: number): string {
  const unit = UNITS.find(({ size }) => Math.abs(bytes) >= size)
  if (!unit) return `${Math.round(bytes)} B`
  const value = bytes / unit.size
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${formatNumber(value, digits)} ${unit.name}`
}

/** null is infinity everywhere. */
export function formatBytesLimit(bytes: number | null): string {
  return bytes === null ? t('no limit') : formatBytes(bytes)
}
