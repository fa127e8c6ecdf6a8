import { formatNumber } from './format-number.ts'

const UNITS = [
  { size: 1e9, name: 'Gbit/s' },
  { size: 1e6, name: 'Mbit/s' },
  { size: 1e3, name: 'kbit/s' },
] as const

/** 100000000 → "100 Mbit/s"; speeds of networks are counted in thousands. */
export function formatBits(bits: number): string {
  const unit = UNITS.find(({ size }) => bits >= size)
  return unit ? `${formatNumber(bits / unit.size, 2)} ${unit.name}` : `${formatNumber(bits, 3)} bit/s`
}
