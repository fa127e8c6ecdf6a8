import type { Delivered, MonthAvailability } from '@vserver/core/availability/model'
import { SECOND_MS } from '@vserver/core/units'
import { currentLocale } from '@/language/current.ts'
import { t } from '@/language/t.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatDuration } from '@/ui/format-time.ts'

/** 0.99987 → "99.98 %": rounded down, since what was down was down. */
export function availabilityWords({ availability }: Pick<MonthAvailability, 'availability'>): string {
  if (availability === null) return '–'
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const percent = Math.floor(availability * 10_000) / 100
  return `${new Intl.NumberFormat(currentLocale(), digits).format(percent)} %`
}

export function secondsWords(seconds: number): string {
  return seconds === 0 ? '–' : formatDuration(seconds * SECOND_MS)
}

/** What was sold against what was obtained, one sentence each. */
export function deliveredWords({ cpu }: Pick<Delivered, 'cpu'>): string[] {
  const used = secondsWords(cpu.used)
  return [
    cpu.sold === null
      ? t('It used {used} of processor time, without a limit.', { used })
      : t('It used {used} of processor time, of {sold} that it may use.', {
          ...{ used, sold: secondsWords(cpu.sold) },
        }),
    cpu.throttledByCap === 0
      ? t('Its own limit never held it back.')
      : t('Its own limit held it back for {time}.', { time: secondsWords(cpu.throttledByCap) }),
    cpu.throttledByHost === 0
      ? t('The host gave it all that it asked for within its limit.')
      : t('The host could not give it {time} that it asked for within its limit.', {
          time: secondsWords(cpu.throttledByHost),
        }),
  ]
}

export function memoryWords({ memory }: Pick<Delivered, 'memory'>): string {
  const [average, highest] = [formatBytes(memory.average), formatBytes(memory.highest)]
  return memory.sold === null
    ? t('Memory: {average} on average, {highest} at most.', { average, highest })
    : t('Memory: {average} on average, {highest} at most, of {sold}.', {
        ...{ average, highest, sold: formatBytes(memory.sold) },
      })
}
