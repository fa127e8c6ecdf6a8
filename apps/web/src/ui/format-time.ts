import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@vserver/core/units'

const DAY_MS = 24 * HOUR_MS
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const ABSOLUTE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' })
const DAY_OF_MONTH = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit' })
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })

/** "12 minutes ago"; older than a month it is the date, which says more. */
export function formatRelative(at: number, now: number): string {
  const past = now - at
  if (past < 10 * SECOND_MS && past > -10 * SECOND_MS) return 'just now'
  if (Math.abs(past) >= 30 * DAY_MS) return DAY.format(at)
  if (Math.abs(past) >= DAY_MS) return RELATIVE.format(-Math.round(past / DAY_MS), 'day')
  if (Math.abs(past) >= HOUR_MS) return RELATIVE.format(-Math.round(past / HOUR_MS), 'hour')
  if (Math.abs(past) >= MINUTE_MS) return RELATIVE.format(-Math.round(past / MINUTE_MS), 'minute')
  return RELATIVE.format(-Math.round(past / SECOND_MS), 'second')
}

export function formatAbsolute(at: number): string {
  return ABSOLUTE.format(at)
}

/** A moment on the axis of a chart, as exact as its span asks for. */
export function formatTick(at: number, spanMs: number): string {
  if (spanMs <= 2 * DAY_MS) return CLOCK.format(at)
  if (spanMs <= 10 * DAY_MS) return WEEKDAY.format(at)
  return (spanMs <= 100 * DAY_MS ? DAY_OF_MONTH : MONTH).format(at)
}

/** Two units are enough to judge: "3 d 4 h", "12 min 5 s", "8 s". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS))
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  if (minutes > 0) return `${minutes} min ${seconds % 60} s`
  return `${seconds} s`
}
