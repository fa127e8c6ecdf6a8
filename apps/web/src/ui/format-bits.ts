const UNITS = [
  { size: 1e9, name: 'Gbit/s' },
  { size: 1e6, name: 'Mbit/s' },
  { size: 1e3, name: 'kbit/s' },
] as const

/** 100000000 → "100 Mbit/s"; speeds of networks are counted in thousands. */
export function formatBits(bits: number): string {
  const unit = UNITS.find(({ size }) => bits >= size)
  return unit ? `${Number((bits / unit.size).toFixed(2))} ${unit.name}` : `${bits} bit/s`
}
