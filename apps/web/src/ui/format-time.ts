import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { currentLocale } from '@/language/current.ts'
import { t } from '@/language/t.ts'

const DAY_MS = 24 * HOUR_MS

const STYLES = {
  absolute: { dateStyle: 'medium', timeStyle: 'medium' },
  clock: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short', day: 'numeric' },
  dayOfMonth: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: '2-digit' },
  day: { dateStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

type Style = keyof typeof STYLES

const dates = new Map<string, Intl.DateTimeFormat>()
const relatives = new Map<string, Intl.RelativeTimeFormat>()

/** "12 minutes ago"; older than a month it is the date, which says more. */
export function formatRelative(at: number, now: number): string {
  const past = now - at
  if (past < 10 * SECOND_MS && past > -10 * SECOND_MS) return t('just now')
  if (Math.abs(past) >= 30 * DAY_MS) return formatDate(at, 'day')
  if (Math.abs(past) >= DAY_MS) return relative(-Math.round(past / DAY_MS), 'day')
  if (Math.abs(past) >= HOUR_MS) return relative(-Math.round(past / HOUR_MS), 'hour')
  if (Math.abs(past) >= MINUTE_MS) return relative(-Math.round(past / MINUTE_MS), 'minute')
  return relative(-Math.round(past / SECOND_MS), 'second')
}

export function formatAbsolute(at: number): string {
  return formatDate(at, 'absolute')
}

/** "14:05" of the day that is meant. */
export function formatClock(at: number): string {
  return formatDate(at, 'clock')
}

/** A moment on the axis of a chart, as exact as its span asks for. */
export function formatTick(at: number, spanMs: number): string {
  if (spanMs <= 2 * DAY_MS) return formatClock(at)
  if (spanMs <= 10 * DAY_MS) return formatDate(at, 'weekday')
  return formatDate(at, spanMs <= 100 * DAY_MS ? 'dayOfMonth' : 'month')
}

/** Two units are enough to judge: "3 d 4 h", "12 min 5 s", "8 s". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS))
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  if (days > 0) return t('{days} d {hours} h', { days, hours })
  if (hours > 0) return `${hours} h ${minutes} min`
  if (minutes > 0) return `${minutes} min ${seconds % 60} s`
  return `${seconds} s`
}

function formatDate(at: number, style: Style): string {
  const locale = currentLocale()
  const key = `${locale} ${style}`
  let format = dates.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, STYLES[style])
    dates.set(key, format)
  }
  return format.format(at)
}

function relative(count: number, unit: Intl.RelativeTimeFormatUnit): string {
  const locale = currentLocale()
  let format = relatives.get(locale)
  if (!format) {
    format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    relatives.set(locale, format)
  }
  return format.format(count, unit)
}
