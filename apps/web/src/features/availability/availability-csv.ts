import type { MonthAvailability } from '@vserver/core/availability/model'

/** One line a month, times in seconds. Source: RFC 4180. */
export function availabilityCsv(months: readonly MonthAvailability[]): string {
  const header = 'month,availability,up_seconds,failed_down_seconds,wanted_down_seconds,restarts'
  const lines = months.map((one) =>
    [
      one.month,
      one.availability ?? '',
      one.upSeconds,
      one.failedDownSeconds,
      one.wantedDownSeconds,
      one.restarts,
    ].join(','),
  )
  return [header, ...lines, ''].join('\r\n')
}
