import { currentLocale } from '@/language/current.ts'
import { msg, t, type Words } from '@/language/t.ts'
import type { TrafficView } from '@/server/services/traffic/model.ts'
import { formatBits } from '@/ui/format-bits.ts'
import { formatBytes } from '@/ui/format-bytes.ts'

/** "1 Dec", of a day in UTC. */
export function dayWords(day: string): string {
  const words = new Intl.DateTimeFormat(currentLocale(), { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return words.format(Date.parse(day))
}

/** "Nov 2026"; a month that begins later than on its first day says when. */
export function monthWords(from: string): string {
  const words = new Intl.DateTimeFormat(currentLocale(), { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const month = words.format(Date.parse(from))
  return from.endsWith('-01') ? month : t('{month}, from {day}', { month, day: dayWords(from) })
}

export function totalOf({ inBytes, outBytes }: { inBytes: number; outBytes: number }): number {
  return inBytes + outBytes
}

/** "312 GiB of 1 TiB used since 1 Nov; begins anew on 1 Dec" */
export function monthSummary({ month }: Pick<TrafficView, 'month'>): string {
  const used = formatBytes(totalOf(month))
  const days = { from: dayWords(month.from), until: dayWords(month.until) }
  return month.quotaBytes === null
    ? t('{used} used since {from}; begins anew on {until}', { used, ...days })
    : t('{used} of {quota} used since {from}; begins anew on {until}', {
        used,
        quota: formatBytes(month.quotaBytes),
        ...days,
      })
}

/** What happens beyond the quota; null where there is none. */
export function beyondWords({ month, plan }: Pick<TrafficView, 'month' | 'plan'>): string | null {
  if (month.quotaBytes === null) return null
  switch (plan.action) {
    case 'notify':
      return t('Beyond it nothing is done but to say so.')
    case 'throttle':
      return t('Beyond it the guest is slowed to {rate} each way.', { rate: formatBits(plan.throttleBits) })
    case 'suspend':
      return t('Beyond it the guest is stopped.')
  }
}

/** In a list of guests: what was done to one that is beyond its traffic. */
export const EXCEEDED_WORDS = {
  notify: msg('Traffic used up'),
  throttle: msg('Slowed for its traffic'),
  suspend: msg('Stopped for its traffic'),
} as const satisfies Record<NonNullable<TrafficView['action']>, Words>

export type TrafficAlarm = { tone: 'warn' | 'bad'; words: string } | null

/** What its owner has to know now; null = nothing. */
export function trafficAlarm({ month, state, action, plan }: TrafficView): TrafficAlarm {
  const until = dayWords(month.until)
  if (action === 'suspend')
    return {
      tone: 'bad',
      words: t(
        'Its traffic is used up: the guest stays stopped until {until}, or until its quota is larger.',
        {
          until,
        },
      ),
    }
  if (action === 'throttle')
    return {
      tone: 'bad',
      words: t(
        'Its traffic is used up: the guest is slowed to {rate} until {until}, or until its quota is larger.',
        { rate: formatBits(plan.throttleBits), until },
      ),
    }
  if (state === 'exceeded')
    return { tone: 'bad', words: t('Its traffic is used up. The next month begins on {until}.', { until }) }
  if (state === 'warned')
    return {
      tone: 'warn',
      words: t('More than four fifths of its traffic are used. The next month begins on {until}.', { until }),
    }
  return null
}

/** One line a month, oldest first, in bytes: for spreadsheets and bills. Source: RFC 4180. */
export function trafficCsv(months: TrafficView['months']): string {
  const lines = months.map(
    ({ from, inBytes, outBytes }) => `${from},${inBytes},${outBytes},${inBytes + outBytes}`,
  )
  return ['month_from,received_bytes,sent_bytes,total_bytes', ...lines, ''].join('\r\n')
}

/** Heights of bars from 0 to 1, of the largest month; what is not nothing can be seen. */
export function barShares(months: readonly { inBytes: number; outBytes: number }[]): number[] {
  const most = Math.max(1, ...months.map(totalOf))
  return months.map((month) => {
    const total = totalOf(month)
    return total === 0 ? 0 : Math.max(0.02, total / most)
  })
}
