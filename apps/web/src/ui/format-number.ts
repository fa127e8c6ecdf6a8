import { currentLocale } from '@/language/current.ts'

const formats = new Map<string, Intl.NumberFormat>()

/** 1.5 → "1.5", in German "1,5"; `digits` at most behind the point, without needless zeros. */
export function formatNumber(value: number, digits: number): string {
  return formatOf(`${digits}`, { maximumFractionDigits: digits }).format(rounded(value, digits))
}

/** The same with all digits, so that figures of a column line up. */
export function formatFixed(value: number, digits: number): string {
  const all = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return formatOf(`=${digits}`, all).format(rounded(value, digits))
}

/** 12345 → "12,345". */
export function formatCount(count: number): string {
  return formatOf('count', { useGrouping: 'auto', maximumFractionDigits: 3 }).format(count)
}

/** Rounded as the number is stored: Intl rounds its shortest decimal form, which is another one at .005. */
function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function formatOf(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = currentLocale()
  const key = `${locale} ${name}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, { useGrouping: false, signDisplay: 'negative', ...options })
    formats.set(key, format)
  }
  return format
}
